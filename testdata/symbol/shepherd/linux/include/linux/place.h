/* Lays code out as the panic's log printed it. */

/* Puts an instruction at an offset of a function; what is before it is jumped over. */
#define PLACE(function, offset, instruction) \
	asm volatile("b 1f\n\t.org " #function " + " #offset "\n1:\t" instruction "\n" \
		     : : : "r0", "r1", "r2", "r3", "ip", "lr", "cc", "memory")

/* Puts a call where the return address is the one that was printed. */
#define CALL(function, back, instruction) PLACE(function, back - 4, instruction)

/* Gives a function its length: kallsyms measures to the next symbol. */
#define LENGTH(function, size) \
	asm(".pushsection .text." #function ", \"ax\", %progbits\n\t.org " #function " + " #size \
	    "\nbehind_" #function ":\n\t.popsection\n")

#define inlined static inline __attribute__((always_inline))
