/*
 * The way from a system call up to managed code, and back. The nucleus makes a thread whose call managed code answers go on here
 * instead of behind its SYSCALL; from then on this is thread code, which may be preempted, block, allocate and make system calls.
 */
    .text

/*
 * Stack: where the thread made the call, then its red zone of 128 bytes, which is left alone. RAX = number, RDI RSI RDX R10 R8 R9 =
 * arguments. The caller may count on every register but RAX, RCX and R11, as after any system call. Vector registers: the C library
 * is compiled for the baseline of x86-64, so XMM0-15 are all it can keep there.
 */
    .globl asm_upcall
    .type asm_upcall, @function
    .balign 16
asm_upcall:
    .cfi_startproc
    .cfi_def_cfa %rsp, 136
    .cfi_offset %rip, -136
    pushq %rbp
    .cfi_adjust_cfa_offset 8
    .cfi_offset %rbp, -144
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    pushq %r9                           /* from here down the fields of what the managed side gets */
    pushq %r8
    pushq %r10
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %rax
    movq %rsp, %rdi
    subq $256, %rsp
    andq $-16, %rsp
    .irp name, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    movaps %xmm\name, (16*\name)(%rsp)
    .endr
    call *asm_upcall_target(%rip)
    .irp name, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    movaps (16*\name)(%rsp), %xmm\name
    .endr
    leaq -48(%rbp), %rsp                /* RAX stays: it holds the result */
    popq %rdi
    popq %rsi
    popq %rdx
    popq %r10
    popq %r8
    popq %r9
    popq %rbp
    .cfi_def_cfa %rsp, 136
    .cfi_restore %rbp
    ret $128
    .cfi_endproc
    .size asm_upcall, . - asm_upcall

    .globl asm_upcall_address
    .type asm_upcall_address, @function
asm_upcall_address:
    leaq asm_upcall(%rip), %rax
    ret
    .size asm_upcall_address, . - asm_upcall_address

    .globl asm_upcall_target_address
    .type asm_upcall_target_address, @function
asm_upcall_target_address:
    leaq asm_upcall_target(%rip), %rax
    ret
    .size asm_upcall_target_address, . - asm_upcall_target_address

    .bss
    .balign 8
asm_upcall_target:
    .quad 0

    .section .note.GNU-stack, "", @progbits
