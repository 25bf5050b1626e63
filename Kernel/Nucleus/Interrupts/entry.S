/*
 * Every way into the nucleus and the one way out.
 *
 * Thread code always runs with interrupts on, nucleus code always with interrupts off: the saved IF tells which of the two an
 * exception interrupted. All gates use IST stacks, because compiled code keeps data below RSP (red zone). From thread code the
 * registers go straight into the current thread's save area and the CPU moves to its nucleus stack; the IST stack is free again.
 */
#include "Cpu/layout.inc"

    .text

    .macro SAVE_MOST base
    movq %rbx, REG_RBX(\base)
    movq %rdx, REG_RDX(\base)
    movq %rsi, REG_RSI(\base)
    movq %rbp, REG_RBP(\base)
    movq %r8,  REG_R8(\base)
    movq %r9,  REG_R9(\base)
    movq %r10, REG_R10(\base)
    movq %r12, REG_R12(\base)
    movq %r13, REG_R13(\base)
    movq %r14, REG_R14(\base)
    movq %r15, REG_R15(\base)
    .endm

/* SYSCALL: RCX = return address, R11 = flags, IF/DF/TF clear by FMASK, RSP still the thread's. */
    .globl asm_syscall_entry
    .type asm_syscall_entry, @function
    .balign 16
asm_syscall_entry:
    .cfi_startproc
    .cfi_undefined rip
    movq %rsp, %gs:CPU_SCRATCH
    movq %gs:CPU_CURRENT, %rsp          /* a base register only: nothing is pushed here */
    movq %rax, REG_RAX(%rsp)
    movq %rdi, REG_RDI(%rsp)
    SAVE_MOST %rsp
    movq %rcx, REG_RCX(%rsp)
    movq %r11, REG_R11(%rsp)
    movq %rcx, REG_RIP(%rsp)
    movq $CODE_SELECTOR, REG_CS(%rsp)
    movq %r11, REG_RFLAGS(%rsp)
    movq %gs:CPU_SCRATCH, %rcx
    movq %rcx, REG_RSP(%rsp)
    movq $DATA_SELECTOR, REG_SS(%rsp)
    movq %rsp, %rdi
    movq %gs:CPU_STACK_TOP, %rsp
    call nucleus_system_call
    testl %eax, %eax
    jnz asm_resume

    /* The same thread goes on and only RAX changed: C# kept the callee-saved registers. R11 and RCX are free by the ABI, and
       they, not the save area, hold what is still needed once interrupts are on. */
    movq %gs:CPU_CURRENT, %rdi
    movq REG_RAX(%rdi), %rax
    movq REG_RDX(%rdi), %rdx
    movq REG_RSI(%rdi), %rsi
    movq REG_R8(%rdi),  %r8
    movq REG_R9(%rdi),  %r9
    movq REG_R10(%rdi), %r10
    movq REG_RIP(%rdi), %rcx
    movq REG_RSP(%rdi), %r11
    movq REG_RDI(%rdi), %rdi
    movq %r11, %rsp
    sti
    jmp *%rcx
    .cfi_endproc
    .size asm_syscall_entry, . - asm_syscall_entry

/* Continues the CPU's current thread from its save area; the IRETQ frame is part of it. */
    .globl asm_resume
    .type asm_resume, @function
    .balign 16
asm_resume:
    .cfi_startproc
    .cfi_undefined rip
    movq %gs:CPU_CURRENT, %rsp
    movq REG_RAX(%rsp), %rax
    movq REG_RBX(%rsp), %rbx
    movq REG_RCX(%rsp), %rcx
    movq REG_RDX(%rsp), %rdx
    movq REG_RSI(%rsp), %rsi
    movq REG_RDI(%rsp), %rdi
    movq REG_RBP(%rsp), %rbp
    movq REG_R8(%rsp),  %r8
    movq REG_R9(%rsp),  %r9
    movq REG_R10(%rsp), %r10
    movq REG_R11(%rsp), %r11
    movq REG_R12(%rsp), %r12
    movq REG_R13(%rsp), %r13
    movq REG_R14(%rsp), %r14
    movq REG_R15(%rsp), %r15
    addq $REG_RIP, %rsp
    iretq
    .cfi_endproc
    .size asm_resume, . - asm_resume

/* Stack: vector, error code, RIP, CS, RFLAGS, RSP, SS. */
    .type asm_interrupt_common, @function
    .balign 16
asm_interrupt_common:
    .cfi_startproc
    .cfi_undefined rip
    cld
    testb $2, 33(%rsp)                  /* bit 9 of the saved RFLAGS: IF */
    jz asm_nested
    pushq %rdi
    movq %gs:CPU_CURRENT, %rdi
    movq %rax, REG_RAX(%rdi)
    SAVE_MOST %rdi
    movq %rcx, REG_RCX(%rdi)
    movq %r11, REG_R11(%rdi)
    popq %rax
    movq %rax, REG_RDI(%rdi)
    movq 16(%rsp), %rax
    movq %rax, REG_RIP(%rdi)
    movq 24(%rsp), %rax
    movq %rax, REG_CS(%rdi)
    movq 32(%rsp), %rax
    movq %rax, REG_RFLAGS(%rdi)
    movq 40(%rsp), %rax
    movq %rax, REG_RSP(%rdi)
    movq 48(%rsp), %rax
    movq %rax, REG_SS(%rdi)
    movq 0(%rsp), %rsi
    movq 8(%rsp), %rdx
    movq %gs:CPU_STACK_TOP, %rsp
    call nucleus_interrupt
    jmp asm_resume
    .cfi_endproc
    .size asm_interrupt_common, . - asm_interrupt_common

/* From nucleus code, or an NMI, #DF, #MC from anywhere: everything stays on this IST stack. Same order as struct NestedFrame. */
    .type asm_nested, @function
    .balign 16
asm_nested:
    .cfi_startproc
    .cfi_undefined rip
    cld
    pushq %r15
    pushq %r14
    pushq %r13
    pushq %r12
    pushq %r11
    pushq %r10
    pushq %r9
    pushq %r8
    pushq %rbp
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq %rcx
    pushq %rbx
    pushq %rax
    movq %rsp, %rdi
    movq %rsp, %rbp
    andq $-16, %rsp
    call nucleus_nested_interrupt
    movq %rbp, %rsp
    popq %rax
    popq %rbx
    popq %rcx
    popq %rdx
    popq %rsi
    popq %rdi
    popq %rbp
    popq %r8
    popq %r9
    popq %r10
    popq %r11
    popq %r12
    popq %r13
    popq %r14
    popq %r15
    addq $16, %rsp
    iretq
    .cfi_endproc
    .size asm_nested, . - asm_nested

/* One stub per vector, 16 bytes each. 8, 10-14, 17, 21, 29, 30 push an error code; 2, 8, 18 always take the nested path. */
    .globl asm_vector_stubs
    .type asm_vector_stubs, @function
    .balign 16
asm_vector_stubs:
    .cfi_startproc
    .cfi_undefined rip
    .set vector, 0
    .rept 256
    .balign 16
    .if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30)
    pushq $0
    .endif
    pushq $vector
    .if vector == 2 || vector == 8 || vector == 18
    jmp asm_nested
    .else
    jmp asm_interrupt_common
    .endif
    .set vector, vector + 1
    .endr
    .cfi_endproc
    .size asm_vector_stubs, . - asm_vector_stubs

/* The idle thread. A wake is an interrupt that reschedules on its way out, so nothing is checked here. */
    .globl asm_idle
    .type asm_idle, @function
    .balign 16
asm_idle:
    .cfi_startproc
    .cfi_undefined rip
1:  hlt
    jmp 1b
    .cfi_endproc
    .size asm_idle, . - asm_idle

    .macro ADDRESS_OF name, symbol
    .globl \name
    .type \name, @function
\name:
    leaq \symbol(%rip), %rax
    ret
    .size \name, . - \name
    .endm
    ADDRESS_OF asm_syscall_entry_address, asm_syscall_entry
    ADDRESS_OF asm_vector_stubs_address, asm_vector_stubs
    ADDRESS_OF asm_idle_address, asm_idle

    .section .note.GNU-stack, "", @progbits
