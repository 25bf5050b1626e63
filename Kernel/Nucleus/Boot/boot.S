/*
 * The two doors of the kernel, and the way from 32-bit protected mode to C#.
 *
 *   PVH (QEMU -kernel, Xen):   32-bit protected mode, paging off, EBX = physical address of start_info.
 *   multiboot2 (GRUB):         the same, EAX = 0x36d76289, EBX = physical address of the boot information.
 *
 * Both end in boot_common, which maps the first 4 GiB twice with 2 MiB pages (at 0, and at the direct map's base), turns long
 * mode on and calls nucleus_start(protocol, information). These first tables stay: application processors start on them.
 */
#include "Cpu/layout.inc"

    .section .note.Xen, "a", @note
    .balign 4
    .long 4, 4, 18                      /* name size, payload size, XEN_ELFNOTE_PHYS32_ENTRY */
    .asciz "Xen"
    .long boot_pvh

    .section .note.multiboot2, "a", @note
    .balign 8
    .long 4, mb2_end - mb2_begin, 0x4d42 /* name "MB2": 12 + 4 bytes keep the payload 8-aligned */
    .asciz "MB2"
    .balign 8
mb2_begin:
    .long 0xe85250d6, 0, mb2_end - mb2_begin, 0x100000000 - (0xe85250d6 + (mb2_end - mb2_begin))
    .short 3, 0                         /* entry address */
    .long 12, boot_multiboot2, 0
    .short 6, 0                         /* modules on page boundaries */
    .long 8
    .short 4, 1                         /* console: none is required, VGA text is understood */
    .long 12, 2, 0
    .short 5, 1                         /* framebuffer: welcome, of any size and depth */
    .long 20, 0, 0, 0, 0
    .short 0, 0
    .long 8
mb2_end:

/*
 * Firmware setups of Intel PCs have a switch that hides NX (SDM vol 4, IA32_MISC_ENABLE bit 34), and one that hides the CPUID leaves
 * above 3 from old systems (bit 22). Both are turned back, on each CPU. For CPUs with long mode. Clobbers EAX, EBX, ECX, EDX.
 */
    .macro ENABLE_NX
    xorl %eax, %eax
    cpuid
    cmpl $0x756e6547, %ebx              /* "Genu" */
    jne 9f
    cmpl $0x6c65746e, %ecx              /* "ntel" */
    jne 9f
    cmpl $3, %eax
    jbe 8f
    movl $0x80000001, %eax
    cpuid
    btl $20, %edx
    jc 9f
8:  movl $0x1a0, %ecx
    rdmsr
    andl $~(1 << 22), %eax
    andl $~(1 << 2), %edx
    wrmsr
9:
    .endm

    .section .text.boot, "ax"
    .code32
    .globl boot_pvh
boot_pvh:
    cli
    xorl %esi, %esi                     /* protocol 0: PVH */
    jmp boot_common

    .globl boot_multiboot2
boot_multiboot2:
    cli
    movl $1, %esi                       /* protocol 1: multiboot2 */

boot_common:
    cld
    movl $boot_stack_top, %esp
    movl %ebx, %edi                     /* information, kept through the CPUIDs */

    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb boot_no_long_mode
    movl $0x80000001, %eax
    cpuid
    btl $29, %edx
    jnc boot_no_long_mode
    ENABLE_NX
    movl $0x80000001, %eax
    cpuid
    movl %edx, %ebp                     /* bit 20: NX */

    /* four page directories, 2048 entries of 2 MiB */
    movl $boot_pd, %ebx
    movl $0x83, %eax                    /* present, writable, 2 MiB */
    movl $2048, %ecx
1:  movl %eax, (%ebx)
    movl $0, 4(%ebx)
    addl $0x200000, %eax
    addl $8, %ebx
    loop 1b

    movl $boot_pdpt, %ebx
    movl $boot_pd + 3, %eax
    movl $4, %ecx
2:  movl %eax, (%ebx)
    addl $0x1000, %eax
    addl $8, %ebx
    loop 2b

    movl $boot_pdpt + 3, boot_pml4
    movl $boot_pdpt + 3, boot_pml4 + 256 * 8

    movl %cr4, %eax
    orl $0x20, %eax                     /* PAE */
    movl %eax, %cr4
    movl $boot_pml4, %eax
    movl %eax, %cr3

    movl $0xc0000080, %ecx              /* EFER */
    rdmsr
    orl $0x101, %eax                    /* SCE, LME */
    btl $20, %ebp
    jnc 3f
    orl $0x800, %eax                    /* NXE */
3:  wrmsr

    movl %cr0, %eax
    andl $0x9fffffff, %eax              /* caches on */
    orl $0x80010001, %eax               /* PG, WP, PE */
    movl %eax, %cr0

    lgdt boot_gdt_pointer
    ljmp $CODE_SELECTOR, $boot_long_mode

boot_no_long_mode:
    movl $boot_refusal, %esi
1:  lodsb
    testb %al, %al
    jz 3f
    movb %al, %bl
    outb %al, $0xe9
    movw $0x3fd, %dx
    movl $100000, %ecx                  /* bounded: there may be no serial port */
2:  inb %dx, %al
    testb $0x20, %al
    loopz 2b
    movb %bl, %al
    movw $0x3f8, %dx
    outb %al, %dx
    jmp 1b
3:  cli
    hlt
    jmp 3b

    .code64
boot_long_mode:
    movl $DATA_SELECTOR, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    movabsq $boot_stack_top, %rsp
    xorl %ebp, %ebp
    movl %edi, %eax
    movl %esi, %edi                     /* protocol */
    movl %eax, %esi                     /* information */
    call nucleus_start
1:  cli
    hlt
    jmp 1b

/*
 * Where a started application processor arrives: copied to physical page 0x8000, entered in real mode at 0x0800:0.
 * The boot processor starts them one at a time and sets the three words below first.
 */
    .code16
    .balign 16
    .globl boot_trampoline_begin, boot_trampoline_end
boot_trampoline_begin:
    cli
    cld
    movw %cs, %ax
    movw %ax, %ds
    lgdtl trampoline_gdt_pointer - boot_trampoline_begin
    movl %cr0, %eax
    orl $1, %eax
    movl %eax, %cr0
    ljmpl $CODE32_SELECTOR, $(boot_trampoline_protected - boot_trampoline_begin + 0x8000)

    .code32
boot_trampoline_protected:
    movl $DATA_SELECTOR, %eax
    movl %eax, %ds
    movl %eax, %ss
    movl $0x20, %eax
    movl %eax, %cr4
    movl $boot_pml4, %eax
    movl %eax, %cr3
    ENABLE_NX
    movl $0xc0000080, %ecx
    rdmsr
    orl $0x901, %eax                    /* SCE, LME, NXE: the boot processor has checked NX for all */
    wrmsr
    movl %cr0, %eax
    andl $0x9fffffff, %eax
    orl $0x80010001, %eax
    movl %eax, %cr0
    ljmp $CODE_SELECTOR, $boot_ap_long_mode

    .balign 8
trampoline_gdt:
    .quad 0
    .quad 0x00af9a000000ffff            /* 0x08 64-bit code */
    .quad 0x00cf92000000ffff            /* 0x10 data */
    .quad 0x00cf9a000000ffff            /* 0x18 32-bit code */
trampoline_gdt_pointer:
    .short 31
    .long trampoline_gdt - boot_trampoline_begin + 0x8000
boot_trampoline_end:

.equ CODE32_SELECTOR, 0x18

    .code64
boot_ap_long_mode:
    movl $DATA_SELECTOR, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movq boot_ap_cr3(%rip), %rax
    movq %rax, %cr3
    movq boot_ap_stack(%rip), %rsp
    movq boot_ap_cpu(%rip), %rdi
    xorl %ebp, %ebp
    call nucleus_start_ap
1:  cli
    hlt
    jmp 1b

/* Addresses and words for C#, each a leaf that returns a pointer. */
    .macro ADDRESS_OF name, symbol
    .globl \name
    .type \name, @function
\name:
    leaq \symbol(%rip), %rax
    ret
    .size \name, . - \name
    .endm
    ADDRESS_OF asm_trampoline_begin, boot_trampoline_begin
    ADDRESS_OF asm_trampoline_end, boot_trampoline_end
    ADDRESS_OF asm_ap_cr3, boot_ap_cr3
    ADDRESS_OF asm_ap_stack, boot_ap_stack
    ADDRESS_OF asm_ap_cpu, boot_ap_cpu
    ADDRESS_OF asm_boot_stack_top, boot_stack_top
    ADDRESS_OF asm_image_begin, __ehdr_start
    ADDRESS_OF asm_image_end, _end

    .section .rodata.boot, "a"
    .balign 8
boot_gdt:
    .quad 0
    .quad 0x00af9a000000ffff
    .quad 0x00cf92000000ffff
boot_gdt_pointer:
    .short boot_gdt_pointer - boot_gdt - 1
    .long boot_gdt
    .long 0
boot_refusal:
    .asciz "CosmosNvme needs a 64-bit CPU (x86-64-v2); this one has no long mode.\n"

    .section .bss.boot, "aw", @nobits
    .balign 4096
boot_pml4:  .skip 4096
boot_pdpt:  .skip 4096
boot_pd:    .skip 4 * 4096
boot_stack: .skip 32768
boot_stack_top:
boot_ap_cr3:   .skip 8
boot_ap_stack: .skip 8
boot_ap_cpu:   .skip 8

    .section .note.GNU-stack, "", @progbits
