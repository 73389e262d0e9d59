/* The release and the build are the log's; it does not tell the rest of the line. */
#ifndef RELEASE
#define RELEASE "4.19.94-ti-r73"
#endif

const char linux_banner[] =
	"Linux version " RELEASE " (nobody@testdata) (gcc version 12.2.0) #1focal SMP PREEMPT Thu Jan 1 00:00:00 UTC 1970\n";
