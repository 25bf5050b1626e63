/* Leaves for the services: what managed threads, which run with interrupts on, need around a short look at nucleus data. */
#include "Cpu/layout.inc"

    .text

    .globl asm_interrupts_off
    .type asm_interrupts_off, @function
    .balign 16
asm_interrupts_off:                     /* returns RFLAGS as they were */
    .cfi_startproc
    pushfq
    .cfi_adjust_cfa_offset 8
    popq %rax
    .cfi_adjust_cfa_offset -8
    cli
    ret
    .cfi_endproc
    .size asm_interrupts_off, . - asm_interrupts_off

    .globl asm_interrupts_restore
    .type asm_interrupts_restore, @function
    .balign 16
asm_interrupts_restore:                 /* RDI = what asm_interrupts_off returned */
    .cfi_startproc
    btl $9, %edi
    jnc 1f
    sti
1:  ret
    .cfi_endproc
    .size asm_interrupts_restore, . - asm_interrupts_restore

    .globl asm_code_selector
    .type asm_code_selector, @function
    .balign 16
asm_code_selector:
    .cfi_startproc
    movl %cs, %eax
    movzwl %ax, %eax
    ret
    .cfi_endproc
    .size asm_code_selector, . - asm_code_selector

    .globl asm_wait_line
    .type asm_wait_line, @function
    .balign 16
asm_wait_line:                          /* RDI, RSI, RDX: the arguments, which are those of the system call */
    .cfi_startproc
    movl $CALL_WAIT_LINE, %eax
    syscall
    ret
    .cfi_endproc
    .size asm_wait_line, . - asm_wait_line

    .section .note.GNU-stack, "", @progbits
