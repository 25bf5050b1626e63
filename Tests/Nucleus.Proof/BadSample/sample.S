/* Assembly that keeps the rules, and assembly that breaks one of them each. */
    .text

    .macro FUNCTION name
    .globl \name
    .type \name, @function
\name:
    .endm
    .macro END name
    .size \name, . - \name
    .endm

FUNCTION asm_sample_leaf
    outb %al, $0x80
    ret
END asm_sample_leaf

/* The proof knows these two names and lets them be. */
FUNCTION asm_fp_save
    fxsave64 (%rdi)
    ret
END asm_fp_save
FUNCTION asm_fp_restore
    fxrstor64 (%rdi)
    ret
END asm_fp_restore

FUNCTION asm_bad_vector
    movaps %xmm1, %xmm0
    ret
END asm_bad_vector

FUNCTION asm_bad_mxcsr
    ldmxcsr (%rdi)
    ret
END asm_bad_mxcsr

FUNCTION asm_bad_fpu
    fninit
    ret
END asm_bad_fpu

FUNCTION asm_bad_system_call
    syscall
    ret
END asm_bad_system_call

FUNCTION asm_bad_thread_local
    movq %fs:0, %rax
    ret
END asm_bad_thread_local

FUNCTION asm_bad_data
    ret
    .byte 0x06, 0x06
END asm_bad_data

/* The function that allocates is reached through a table in constant data only. */
FUNCTION asm_bad_table
    jmp *table_of_functions(,%rdi,8)
END asm_bad_table

/* No .size, and no end of its own. */
    .globl asm_bad_fall_through
asm_bad_fall_through:
    nop
    addq $1, %rax
FUNCTION other_function
    ret
END other_function

    .section .rodata
    .balign 8
table_of_functions:
    .quad asm_sample_leaf
    .quad nucleus_bad_array

    .section .note.GNU-stack, "", @progbits
