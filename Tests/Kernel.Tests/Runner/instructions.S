/* Instructions that no compiler emits, for tests that end their machine. */
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

    .section .rodata
    .balign 8
empty_table:
    .word 0
    .quad 0

    .section .note.GNU-stack, "", @progbits
