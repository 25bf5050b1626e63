/* Instructions that no compiler emits. */
    .text

    .globl kernel_tests_triple_fault
    .type kernel_tests_triple_fault, @function
    .balign 16
kernel_tests_triple_fault:              /* no table, so the fault faults, and that fault faults again (Intel SDM 3A, 6.15) */
    .cfi_startproc
    cli
    lidt empty_table(%rip)
    ud2
    .cfi_endproc
    .size kernel_tests_triple_fault, . - kernel_tests_triple_fault

    .macro INTERRUPT name, vector       /* as if it had come from outside, but with nothing in service (Intel SDM 3A, 6.4.4) */
    .globl \name
    .type \name, @function
    .balign 16
\name:
    .cfi_startproc
    int $\vector
    ret
    .cfi_endproc
    .size \name, . - \name
    .endm

    INTERRUPT kernel_tests_int_ff, 0xff
    INTERRUPT kernel_tests_int_27, 0x27
    INTERRUPT kernel_tests_int_2f, 0x2f

    .section .rodata
    .balign 8
empty_table:
    .word 0
    .quad 0

    .section .note.GNU-stack, "", @progbits
