/*
 * The vDSO: a little ELF shared object inside the image, for the C library to find clock_gettime, gettimeofday, time and getcpu in
 * (AT_SYSINFO_EHDR). Written out by hand, because it is linked at its final place and so can use symbols of the image directly.
 * System V gABI chapters 4 and 5; one hash bucket holds all symbols.
 */
#include "Cpu/layout.inc"

    .section .text.vdso, "ax"
    .balign 4096
asm_vdso_begin:
    .byte 0x7f, 'E', 'L', 'F', 2, 1, 1, 0
    .quad 0
    .short 3, 62                        /* ET_DYN, EM_X86_64 */
    .long 1
    .quad 0                             /* entry */
    .quad 64                            /* program headers */
    .quad 0                             /* no section headers */
    .long 0
    .short 64, 56, 2, 64, 0, 0

    .long 1, 5                          /* PT_LOAD, R E */
    .quad 0, 0, 0
    .quad asm_vdso_end - asm_vdso_begin, asm_vdso_end - asm_vdso_begin, 4096
    .long 2, 4                          /* PT_DYNAMIC, R: the C library adds the base itself */
    .quad vdso_dynamic - asm_vdso_begin, vdso_dynamic - asm_vdso_begin, vdso_dynamic - asm_vdso_begin
    .quad vdso_dynamic_end - vdso_dynamic, vdso_dynamic_end - vdso_dynamic, 8

    .balign 8
vdso_dynamic:
    .quad 4, vdso_hash - asm_vdso_begin         /* DT_HASH */
    .quad 5, vdso_strings - asm_vdso_begin      /* DT_STRTAB */
    .quad 6, vdso_symbols - asm_vdso_begin      /* DT_SYMTAB */
    .quad 10, vdso_strings_end - vdso_strings   /* DT_STRSZ */
    .quad 11, 24                                /* DT_SYMENT */
    .quad 0, 0
vdso_dynamic_end:

    .macro SYMBOL string, function
    .long \string - vdso_strings
    .byte 0x12, 0                       /* STB_GLOBAL, STT_FUNC */
    .short 1                            /* any section but "undefined" */
    .quad \function - asm_vdso_begin, \function\()_end - \function
    .endm
vdso_symbols:
    .quad 0, 0, 0
    SYMBOL name_clock_gettime, asm_vdso_clock_gettime
    SYMBOL name_gettimeofday, asm_vdso_gettimeofday
    SYMBOL name_time, asm_vdso_time
    SYMBOL name_getcpu, asm_vdso_getcpu

vdso_hash:
    .long 1, 5                          /* one bucket, five symbols */
    .long 1                             /* the bucket begins with symbol 1 */
    .long 0, 2, 3, 4, 0                 /* and goes on 2, 3, 4 */

vdso_strings:
    .byte 0
name_clock_gettime: .asciz "__vdso_clock_gettime"
name_gettimeofday:  .asciz "__vdso_gettimeofday"
name_time:          .asciz "__vdso_time"
name_getcpu:        .asciz "__vdso_getcpu"
vdso_strings_end:

    .macro FUNCTION name
    .balign 16
    .globl \name
    .type \name, @function
\name:
    .cfi_startproc
    .endm
    .macro ENDFUNCTION name
    .cfi_endproc
\name\()_end:
    .size \name, . - \name
    .endm

/* Nanoseconds since the reset into RAX; clobbers RDX. */
    .macro MONOTONIC
    lfence
    rdtsc
    shlq $32, %rdx
    orq %rdx, %rax
    mulq vdso_factor(%rip)
    shrdq $32, %rdx, %rax
    .endm

FUNCTION asm_vdso_clock_gettime
    cmpl $7, %edi
    ja 3f
    movl $0xf3, %eax                    /* clocks 0, 1, 4 to 7: the others count processor time */
    btl %edi, %eax
    jnc 3f
    cmpq $0, vdso_factor(%rip)
    je 3f
    MONOTONIC
    movl $0x21, %edx                    /* 0 and 5 are real time */
    btl %edi, %edx
    jnc 1f
    addq vdso_real_time_offset(%rip), %rax
1:  xorl %edx, %edx
    movl $1000000000, %ecx
    divq %rcx
    movq %rax, (%rsi)
    movq %rdx, 8(%rsi)
    xorl %eax, %eax
    ret
3:  movl $228, %eax
    syscall
    ret
ENDFUNCTION asm_vdso_clock_gettime

FUNCTION asm_vdso_gettimeofday
    testq %rsi, %rsi                    /* a time zone: nobody uses one any more */
    jnz 3f
    cmpq $0, vdso_factor(%rip)
    je 3f
    testq %rdi, %rdi
    jz 2f
    MONOTONIC
    addq vdso_real_time_offset(%rip), %rax
    xorl %edx, %edx
    movl $1000, %ecx
    divq %rcx
    xorl %edx, %edx
    movl $1000000, %ecx
    divq %rcx
    movq %rax, (%rdi)
    movq %rdx, 8(%rdi)
2:  xorl %eax, %eax
    ret
3:  movl $96, %eax
    syscall
    ret
ENDFUNCTION asm_vdso_gettimeofday

FUNCTION asm_vdso_time
    cmpq $0, vdso_factor(%rip)
    je 3f
    MONOTONIC
    addq vdso_real_time_offset(%rip), %rax
    xorl %edx, %edx
    movl $1000000000, %ecx
    divq %rcx
    testq %rdi, %rdi
    jz 2f
    movq %rax, (%rdi)
2:  ret
3:  movl $201, %eax
    syscall
    ret
ENDFUNCTION asm_vdso_time

/* Threads run in ring 0, where GS is the CPU's block. */
FUNCTION asm_vdso_getcpu
    movq %gs:CPU_SELF, %rax
    movl CPU_INDEX(%rax), %eax
    testq %rdi, %rdi
    jz 1f
    movl %eax, (%rdi)
1:  testq %rsi, %rsi
    jz 2f
    movl $0, (%rsi)
2:  xorl %eax, %eax
    ret
ENDFUNCTION asm_vdso_getcpu
asm_vdso_end:

    .text
    .globl asm_vdso_address
    .type asm_vdso_address, @function
asm_vdso_address:
    leaq asm_vdso_begin(%rip), %rax
    ret
    .size asm_vdso_address, . - asm_vdso_address
    .globl asm_vdso_publish
    .type asm_vdso_publish, @function
asm_vdso_publish:                       /* RDI = nanoseconds per tick * 2^32 (0: ask by system call), RSI = real-time offset */
    movq %rsi, vdso_real_time_offset(%rip)
    movq %rdi, vdso_factor(%rip)
    ret
    .size asm_vdso_publish, . - asm_vdso_publish

    .section .bss.vdso, "aw", @nobits
    .balign 8
vdso_factor:            .skip 8
vdso_real_time_offset:  .skip 8

    .section .note.GNU-stack, "", @progbits
