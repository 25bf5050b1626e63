/* The leaves behind Asm.cs: System V convention, no stack, no memory but what they are given. */
#include "Cpu/layout.inc"

    .text
    .macro LEAF name
    .globl \name
    .type \name, @function
    .balign 16
\name:
    .cfi_startproc
    .endm
    .macro END name
    .cfi_endproc
    .size \name, . - \name
    .endm

LEAF asm_in8
    movl %edi, %edx
    xorl %eax, %eax
    inb %dx, %al
    ret
END asm_in8
LEAF asm_in16
    movl %edi, %edx
    xorl %eax, %eax
    inw %dx, %ax
    ret
END asm_in16
LEAF asm_in32
    movl %edi, %edx
    inl %dx, %eax
    ret
END asm_in32
LEAF asm_out8
    movl %edi, %edx
    movl %esi, %eax
    outb %al, %dx
    ret
END asm_out8
LEAF asm_out16
    movl %edi, %edx
    movl %esi, %eax
    outw %ax, %dx
    ret
END asm_out16
LEAF asm_out32
    movl %edi, %edx
    movl %esi, %eax
    outl %eax, %dx
    ret
END asm_out32

LEAF asm_rdmsr
    movl %edi, %ecx
    rdmsr
    shlq $32, %rdx
    orq %rdx, %rax
    ret
END asm_rdmsr
LEAF asm_wrmsr
    movl %edi, %ecx
    movl %esi, %eax
    movq %rsi, %rdx
    shrq $32, %rdx
    wrmsr
    ret
END asm_wrmsr
LEAF asm_cpuid
    movq %rbx, %r9
    movq %rdx, %r8
    movl %edi, %eax
    movl %esi, %ecx
    cpuid
    movl %eax, 0(%r8)
    movl %ebx, 4(%r8)
    movl %ecx, 8(%r8)
    movl %edx, 12(%r8)
    movq %r9, %rbx
    ret
END asm_cpuid
LEAF asm_rdtsc
    lfence
    rdtsc
    shlq $32, %rdx
    orq %rdx, %rax
    ret
END asm_rdtsc
LEAF asm_rdrand
    rdrand %rax
    jc 1f
    xorl %eax, %eax
1:  ret
END asm_rdrand

LEAF asm_read_cr0
    movq %cr0, %rax
    ret
END asm_read_cr0
LEAF asm_write_cr0
    movq %rdi, %cr0
    ret
END asm_write_cr0
LEAF asm_read_cr2
    movq %cr2, %rax
    ret
END asm_read_cr2
LEAF asm_read_cr3
    movq %cr3, %rax
    ret
END asm_read_cr3
LEAF asm_write_cr3
    movq %rdi, %cr3
    ret
END asm_write_cr3
LEAF asm_read_cr4
    movq %cr4, %rax
    ret
END asm_read_cr4
LEAF asm_write_cr4
    movq %rdi, %cr4
    ret
END asm_write_cr4
LEAF asm_xsetbv0
    xorl %ecx, %ecx
    movl %edi, %eax
    movq %rdi, %rdx
    shrq $32, %rdx
    xsetbv
    ret
END asm_xsetbv0
LEAF asm_invlpg
    invlpg (%rdi)
    ret
END asm_invlpg

LEAF asm_load_gdt
    movw %si, -16(%rsp)
    movq %rdi, -14(%rsp)
    lgdt -16(%rsp)
    movl $DATA_SELECTOR, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    popq %rax
    pushq $CODE_SELECTOR
    pushq %rax
    lretq
END asm_load_gdt
LEAF asm_load_idt
    movw %si, -16(%rsp)
    movq %rdi, -14(%rsp)
    lidt -16(%rsp)
    ret
END asm_load_idt
LEAF asm_invalid_opcode
    ud2
END asm_invalid_opcode
LEAF asm_load_tr
    ltr %di
    ret
END asm_load_tr
LEAF asm_lowest_bit
    bsfq %rdi, %rax
    ret
END asm_lowest_bit

LEAF asm_pause
    pause
    ret
END asm_pause
LEAF asm_halt_forever
1:  cli
    hlt
    jmp 1b
END asm_halt_forever
LEAF asm_interrupts_enabled
    pushfq
    popq %rax
    shrq $9, %rax
    andl $1, %eax
    ret
END asm_interrupts_enabled
LEAF asm_this_cpu
    movq %gs:CPU_SELF, %rax
    ret
END asm_this_cpu

LEAF asm_zero_words
    movq %rsi, %rcx
    xorl %eax, %eax
    rep stosq
    ret
END asm_zero_words
LEAF asm_copy_bytes
    movq %rdx, %rcx
    rep movsb
    ret
END asm_copy_bytes

/*
 * Accesses to thread memory that may be unmapped. A fault between asm_user_begin and asm_user_end that the page-fault handler
 * cannot resolve continues at asm_user_fault, with RCX = what was left and the stack as at entry.
 */
    .globl asm_user_begin, asm_user_end
asm_user_begin:
LEAF asm_copy_user
    movq %rdx, %rcx
    rep movsb
    movq %rcx, %rax
    ret
END asm_copy_user
LEAF asm_load_user32
    movl $1, %ecx
    movl (%rdi), %eax
    ret
END asm_load_user32
LEAF asm_compare_exchange_user32
    movl $1, %ecx
    movl %esi, %eax
    lock cmpxchgl %edx, (%rdi)
    setne %al
    movzbl %al, %eax
    ret
END asm_compare_exchange_user32
asm_user_end:
/* asm_copy_user answers with the bytes left in RCX; the two word accesses leave RDI's caller a negative number instead. */
LEAF asm_copy_user_fault
    movq %rcx, %rax
    ret
END asm_copy_user_fault
LEAF asm_word_user_fault
    movq $-1, %rax
    ret
END asm_word_user_fault

    .macro ADDRESS_OF name, symbol
LEAF \name
    leaq \symbol(%rip), %rax
    ret
END \name
    .endm
ADDRESS_OF asm_user_begin_address, asm_user_begin
ADDRESS_OF asm_user_words_address, asm_load_user32
ADDRESS_OF asm_user_end_address, asm_user_end
ADDRESS_OF asm_copy_user_fault_address, asm_copy_user_fault
ADDRESS_OF asm_word_user_fault_address, asm_word_user_fault

/* FSGSBASE is probed once at boot; older CPUs use the MSR from C#. */
LEAF asm_read_fs_base
    rdfsbase %rax
    ret
END asm_read_fs_base
LEAF asm_write_fs_base
    wrfsbase %rdi
    ret
END asm_write_fs_base

LEAF asm_fp_save
    testq %rsi, %rsi
    jz 1f
    movl $-1, %eax
    movl $-1, %edx
    xsave64 (%rdi)
    ret
1:  fxsave64 (%rdi)
    ret
END asm_fp_save
LEAF asm_fp_restore
    testq %rsi, %rsi
    jz 1f
    movl $-1, %eax
    movl $-1, %edx
    xrstor64 (%rdi)
    ret
1:  fxrstor64 (%rdi)
    ret
END asm_fp_restore

    .section .note.GNU-stack, "", @progbits
