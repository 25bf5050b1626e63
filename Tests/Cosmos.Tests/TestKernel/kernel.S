# A kernel of a few hundred bytes for tests of the lab and of ./cosmos run: it says one line on each channel and ends
# in the way that "do=" on its command line names. It enters by PVH or by multiboot2 and stays in 32-bit mode.
#   do=o  orderly power-off (also without do=)     do=p  panic            do=t  triple fault
#   do=f  power-off with a failed command          do=h  hang             do=r  reset by the keyboard controller
#   do=e  echo what is typed until Ctrl-D, then power off
        .set CONSOLE, 0x3f8
        .set LOG, 0xe9
        .set EXIT, 0xf4
        .set MULTIBOOT2_LOADER, 0x36d76289

        .section .note.Xen, "a", @note
        .align 4
        .long 4, 4, 18
        .asciz "Xen"
        .long start

        .section .multiboot2, "a"
        .align 8
header:
        .long 0xe85250d6, 0, header_end - header, -(0xe85250d6 + header_end - header)
        .align 8
        .short 3, 0                     # entry address
        .long 12, start
        .align 8
        .short 0, 0
        .long 8
header_end:

        .text
        .code32
        .globl start
start:
        cld
        mov     $stack_top, %esp
        xor     %ebp, %ebp
        cmp     $MULTIBOOT2_LOADER, %eax
        je      1f
        mov     24(%ebx), %ebp          # hvm_start_info.cmdline_paddr
1:      mov     $console_text, %esi
        mov     $CONSOLE, %dx
        call    print
        mov     $log_text, %esi
        mov     $LOG, %dx
        call    print
        mov     $'o', %bl
        test    %ebp, %ebp
        jz      act
find:   mov     (%ebp), %eax
        test    %al, %al
        jz      act
        and     $0xffffff, %eax
        cmp     $0x3d6f64, %eax         # "do="
        je      found
        inc     %ebp
        jmp     find
found:  mov     3(%ebp), %bl
act:    mov     $0x20, %al
        cmp     $'o', %bl
        je      exit
        mov     $0x21, %al
        cmp     $'f', %bl
        je      exit
        mov     $0x23, %al
        cmp     $'p', %bl
        je      exit
        cmp     $'e', %bl
        je      echo
        cmp     $'r', %bl
        je      reset
        cmp     $'h', %bl
        je      hang
        lidt    no_interrupts           # do=t: a breakpoint without a handler, twice over
        int3
hang:   hlt
        jmp     hang
exit:   mov     $EXIT, %dx
        out     %al, %dx
        jmp     hang
reset:  mov     $0xfe, %al
        out     %al, $0x64
        jmp     hang
echo:   mov     $CONSOLE + 5, %dx
        in      %dx, %al
        test    $1, %al
        jz      echo
        mov     $CONSOLE, %dx
        in      %dx, %al
        cmp     $4, %al
        je      end_of_input
        out     %al, %dx
        jmp     echo
end_of_input:
        mov     $0x20, %al
        jmp     exit
print:  lodsb
        test    %al, %al
        jz      2f
        out     %al, %dx
        jmp     print
2:      ret

        .data
console_text:
        .asciz "test kernel: console\n"
log_text:
        .asciz "[    0.000001] info: test kernel: log\n"
        .align 8
no_interrupts:
        .short 0
        .long 0

        .bss
        .align 16
        .skip 4096
stack_top:

        .section .note.GNU-stack, "", @progbits
