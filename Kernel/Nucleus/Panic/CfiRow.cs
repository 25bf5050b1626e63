using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>How to find the caller's registers at one instruction: a row of the DWARF table (DWARF 4, section 6.4.1).</summary>
[StructLayout(LayoutKind.Sequential, Size = (4 + UnwindRegisters.Count) * sizeof(ulong))]
internal unsafe struct CfiRow
{
    internal const ulong NoCfa = 0;
    internal const ulong CfaIsRegister = 1;
    internal const ulong CfaIsExpression = 2;

    /// <summary>How the canonical frame address (CFA, the caller's RSP) is found: one of the constants above.</summary>
    internal ulong CfaKind;

    internal ulong CfaRegister;
    internal long CfaOffset;

    /// <summary>The length and the operations of a DWARF expression.</summary>
    internal byte* CfaExpression;

    /// <summary>Rules of the registers, a kind in the low <see cref="KindBits"/> bits and its number above; 16 more follow.</summary>
    private long _firstRule;

    private const int KindBits = 3;

    internal static void Clear(CfiRow* row)
    {
        for (int word = 0; word < sizeof(CfiRow) / sizeof(ulong); word++)
        {
            ((ulong*)row)[word] = 0;
        }
    }

    /// <summary>Copies word by word: a struct assignment would use vector registers.</summary>
    internal static void Copy(CfiRow* target, CfiRow* source)
    {
        for (int word = 0; word < sizeof(CfiRow) / sizeof(ulong); word++)
        {
            ((ulong*)target)[word] = ((ulong*)source)[word];
        }
    }

    /// <summary>Sets the rule of a register; registers that are not tracked (vector registers) are ignored.</summary>
    internal static void SetRule(CfiRow* row, ulong register, CfiRule rule, long value)
    {
        if (register < UnwindRegisters.Count)
        {
            (&row->_firstRule)[register] = (value << KindBits) | (long)rule;
        }
    }

    internal static void CopyRule(CfiRow* target, CfiRow* source, ulong register)
    {
        if (register < UnwindRegisters.Count)
        {
            (&target->_firstRule)[register] = (&source->_firstRule)[register];
        }
    }

    internal static CfiRule Rule(CfiRow* row, int register) => (CfiRule)((&row->_firstRule)[register] & ((1 << KindBits) - 1));

    /// <summary>The number of a rule: an offset, a register, or the address of an expression.</summary>
    internal static long Value(CfiRow* row, int register) => (&row->_firstRule)[register] >> KindBits;
}
