/* void asm_capture_registers(UnwindRegisters *): the caller's registers as they are after this call; see UnwindRegisters.cs. */

    .text
    .globl asm_capture_registers
    .type asm_capture_registers, @function
    .balign 16
asm_capture_registers:
    .cfi_startproc
    xorl %eax, %eax
    movq %rax, 0(%rdi)                  /* RAX, RDX, RCX, RSI, RDI, R8-R11: lost in a call */
    movq %rax, 8(%rdi)
    movq %rax, 16(%rdi)
    movq %rbx, 24(%rdi)
    movq %rax, 32(%rdi)
    movq %rax, 40(%rdi)
    movq %rbp, 48(%rdi)
    leaq 8(%rsp), %rcx
    movq %rcx, 56(%rdi)                 /* RSP behind the return address */
    movq %rax, 64(%rdi)
    movq %rax, 72(%rdi)
    movq %rax, 80(%rdi)
    movq %rax, 88(%rdi)
    movq %r12, 96(%rdi)
    movq %r13, 104(%rdi)
    movq %r14, 112(%rdi)
    movq %r15, 120(%rdi)
    movq (%rsp), %rcx
    movq %rcx, 128(%rdi)                /* RIP: the return address */
    movl $0x1f0c8, %ecx
    movq %rcx, 136(%rdi)                /* Known = UnwindRegisters.Preserved */
    movq %rax, 144(%rdi)                /* IsExact = 0: a return address */
    movl %eax, 152(%rdi)                /* End = None */
    ret
    .cfi_endproc
    .size asm_capture_registers, . - asm_capture_registers

    .section .note.GNU-stack, "", @progbits
