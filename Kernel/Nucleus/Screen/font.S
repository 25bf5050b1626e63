/*
 * The font of the screen: console-font.bin, which the build makes of a PSF file (Tools/ImageTool, ScreenFont.cs; read by Font.cs).
 */
    .section .rodata.font, "a"
    .balign 8
console_font:
    .incbin "console-font.bin"

    .text
    .globl asm_console_font
    .type asm_console_font, @function
asm_console_font:
    leaq console_font(%rip), %rax
    ret
    .size asm_console_font, . - asm_console_font

    .section .note.GNU-stack, "", @progbits
