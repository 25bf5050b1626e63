using NUnit.Framework;

namespace CosmosNvme.ImageTool.Tests;

[TestFixture]
internal sealed class ManagedNameTests
{
    [TestCase("S_P_CoreLib_System_String__Concat_3", "System.String.Concat")]
    [TestCase("CosmosNvme_Nucleus_CosmosNvme_Nucleus_Log__Begin", "CosmosNvme.Nucleus.Log.Begin")]
    [TestCase("CosmosNvme_System_CosmosNvme_KernelOptions__Parse", "CosmosNvme.KernelOptions.Parse")]
    [TestCase("CosmosNvme_Nucleus_System_Runtime_RuntimeExportAttribute__get_Entry", "System.Runtime.RuntimeExportAttribute.get_Entry")]
    [TestCase("System_Console_System_ConsolePal___cctor", "System.ConsolePal..cctor")]
    [TestCase("System_Console_System_ConsoleKeyInfo___ctor_0", "System.ConsoleKeyInfo..ctor")]
    [TestCase("System_Console_Interop__GetExceptionForIoErrno", "Interop.GetExceptionForIoErrno")]
    [TestCase("S_P_CoreLib_Interop_Sys__PRead", "Interop.Sys.PRead")]
    [TestCase("S_P_Reflection_Execution_Internal_Reflection_Execution_ReflectionExecution__Initialize",
        "Internal.Reflection.Execution.ReflectionExecution.Initialize")]
    [TestCase("S_P_CoreLib_System_Threading_Lock_State__TryIncrementSpinnerCount", "System.Threading.Lock.State.TryIncrementSpinnerCount")]
    [TestCase("Char__IsWhiteSpaceLatin1", "System.Char.IsWhiteSpaceLatin1")]
    [TestCase("unbox_Int8__System_IConvertible_ToInt16", "System.SByte.System.IConvertible.ToInt16")]
    [TestCase("S_P_CoreLib_System_SpanHelpers__BinarySearch_0<UInt16__UInt16>", "System.SpanHelpers.BinarySearch<UInt16, UInt16>")]
    [TestCase("S_P_CoreLib_System_Collections_Generic_List_1<System___Canon>___ctor_0", "System.Collections.Generic.List<__Canon>..ctor")]
    [TestCase("S_P_CoreLib_System_Collections_Generic_Dictionary_2<System___Canon__System_Console_System_ConsoleKeyInfo>__Resize_0",
        "System.Collections.Generic.Dictionary<__Canon, ConsoleKeyInfo>.Resize")]
    [TestCase("S_P_CoreLib_System_SpanHelpers___LastIndexOfValueType_g__SimdImpl_93_0<Int16>",
        "System.SpanHelpers.<LastIndexOfValueType>g__SimdImpl<Int16>")]
    [TestCase("System_Console_System_ConsolePal___c___cctor_b__119_0", "System.ConsolePal.<>c.<cctor>b__119_0")]
    [TestCase("Shell_Shell_Program___c__DisplayClass3_1___Run_b__0", "Shell.Program.<>c__DisplayClass3_1.<Run>b__0")]
    [TestCase("Shell_Shell_P___c__2_1<Int32>___Generic_b__2_0", "Shell.P.<>c__2.<Generic>b__2_0")]
    [TestCase("CosmosNvme_Shell_CosmosNvme_Shell_Prompt__Read_d__5__MoveNext", "CosmosNvme.Shell.Prompt.<Read>d__5.MoveNext")]
    [TestCase("<Boxed>S_P_CoreLib_System_Collections_Generic_List_1_Enumerator<Int32>__<unbox>S_P_CoreLib_System_Collections_Generic_List_1_Enumerator__MoveNext",
        "System.Collections.Generic.List.Enumerator<Int32>.MoveNext")]
    [TestCase("<Boxed>S_P_CoreLib_System_ValueTuple_2<Int32__System___Canon>__<unbox>S_P_CoreLib_System_ValueTuple_2____GetFieldHelper",
        "System.ValueTuple<Int32, __Canon>.__GetFieldHelper")]
    [TestCase("__GetGCStaticBase_S_P_CoreLib_System_Text_Encoding", "(statics of System.Text.Encoding)")]
    [TestCase("__DelegateCtor_S_P_CoreLib_System_Delegate__InitializeClosedInstance__CosmosNvme_Shell_CosmosNvme_Shell_P___c___Run_b__5_2",
        "(delegate to CosmosNvme.Shell.P.<>c.<Run>b__5_2)")]
    [TestCase("__GetGCStaticBase_S_P_CoreLib_System_Buffers_ArrayPool_1<Object>", "(statics of System.Buffers.ArrayPool<Object>)")]
    [TestCase("__DelegateCtor_S_P_CoreLib_System_Delegate__InitializeOpenStaticThunk__Shell_Shell_P__Run__S_P_CoreLib_System_Action_1<Int32>__InvokeOpenStaticThunk",
        "(delegate to Shell.P.Run)")]
    [TestCase("Shell_Shell_Table_1___c__DisplayClass3_0<Int32>___Find_b__0", "Shell.Table<Int32>.<>c__DisplayClass3_0.<Find>b__0")]
    [TestCase("Shell_Shell_P___c__DisplayClass1_0_1<Int32>___Find_b__0", "Shell.P.<>c__DisplayClass1_0.<Find>b__0")]
    [TestCase("Shell_Shell_Operation_1___c<Bool>___Signal_b__35_1", "Shell.Operation<Boolean>.<>c.<Signal>b__35_1")]
    [TestCase("__GenericLookupFromType_S_P_CoreLib_System_Array_1<Int32>_GCStaticBase_X", "(generic lookup)")]
    [TestCase("hello_Program___Main__", "hello.Program.<Main>$")]
    [TestCase("hello__Module___StartupCodeMain", "<Module>.StartupCodeMain")]
    [TestCase("S_P_CoreLib__Module____cctor", "<Module>..cctor")]
    public void ToReadable_CompiledMethod_IsWhatItIsInCSharp(string symbol, string expected)
        => Assert.That(ManagedName.ToReadable(symbol), Is.EqualTo(expected));

    [TestCase("S_P_CoreLib_System_Type__Equals", ExpectedResult = true)]
    [TestCase("CosmosNvme_Hal_CosmosNvme_Hal_LibC__Write", ExpectedResult = true)]
    [TestCase("__GetNonGCStaticBase_System_Console_System_ConsolePal", ExpectedResult = true)]
    [TestCase("__libc_start_main", ExpectedResult = false)]
    [TestCase("System", ExpectedResult = false)]
    [TestCase("nucleus_interrupt", ExpectedResult = false)]
    public bool IsManaged_Symbol_TellsByItsForm(string symbol) => ManagedName.IsManaged(symbol);

    [TestCase("nucleus_interrupt")]
    [TestCase("RhpCidResolve")]
    [TestCase("Broken_1<Int32__Method")]
    [TestCase("Broken>__Method")]
    [TestCase("__")]
    [TestCase("A__")]
    public void ToReadable_AnythingElse_StaysAsItIs(string symbol) => Assert.That(ManagedName.ToReadable(symbol), Is.EqualTo(symbol));
}
