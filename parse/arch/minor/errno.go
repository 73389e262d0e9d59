package minor

// errnoSPARC holds what a driver is likely to return of
// arch/sparc/include/uapi/asm/errno.h from 35 on.
var errnoSPARC = map[int]string{
	36: "EINPROGRESS", 37: "EALREADY", 38: "ENOTSOCK", 39: "EDESTADDRREQ", 40: "EMSGSIZE", 41: "EPROTOTYPE",
	42: "ENOPROTOOPT", 43: "EPROTONOSUPPORT", 44: "ESOCKTNOSUPPORT", 45: "EOPNOTSUPP", 46: "EPFNOSUPPORT",
	47: "EAFNOSUPPORT", 48: "EADDRINUSE", 49: "EADDRNOTAVAIL", 50: "ENETDOWN", 51: "ENETUNREACH", 52: "ENETRESET",
	53: "ECONNABORTED", 54: "ECONNRESET", 55: "ENOBUFS", 56: "EISCONN", 57: "ENOTCONN", 58: "ESHUTDOWN",
	59: "ETOOMANYREFS", 60: "ETIMEDOUT", 61: "ECONNREFUSED", 62: "ELOOP", 63: "ENAMETOOLONG", 64: "EHOSTDOWN",
	65: "EHOSTUNREACH", 66: "ENOTEMPTY", 68: "EUSERS", 69: "EDQUOT", 70: "ESTALE", 78: "EDEADLK", 79: "ENOLCK",
	90: "ENOSYS",
}

// errnoPARISC is where arch/parisc/include/uapi/asm/errno.h leaves the common
// numbers, in what drivers return.
var errnoPARISC = map[int]string{
	216: "ENOTSOCK", 238: "ETIMEDOUT", 239: "ECONNREFUSED", 251: "ENOSYS",
}

// errnoAlpha is where arch/alpha/include/uapi/asm/errno.h leaves the common
// numbers, in what drivers return.
var errnoAlpha = map[int]string{
	11: "EDEADLK", 35: "EAGAIN", 36: "EINPROGRESS", 37: "EALREADY", 38: "ENOTSOCK", 60: "ETIMEDOUT",
	61: "ECONNREFUSED", 78: "ENOSYS",
}
