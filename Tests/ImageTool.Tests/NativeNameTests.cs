using NUnit.Framework;

namespace CosmosNvme.ImageTool.Tests;

[TestFixture]
internal sealed class NativeNameTests
{
    [TestCase("_ZN3WKS7gc_heap18mark_object_simpleEPPh", "WKS::gc_heap::mark_object_simple")]
    [TestCase("_Z21UpdateDependentHandlePP6ObjectPmmm", "UpdateDependentHandle")]
    [TestCase("_ZL5localv", "local")]
    [TestCase("_ZN11ThreadStore8IteratorC1Ev", "ThreadStore::Iterator::Iterator")]
    [TestCase("_ZN11ThreadStore8IteratorD2Ev", "ThreadStore::Iterator::~Iterator")]
    [TestCase("_ZNK6Thread4NameEv", "Thread::Name")]
    [TestCase("_ZN6vxsort6vxsortIlLNS_14vector_machineE2ELi8ELi3EE4sortEPlS3_ll", "vxsort::vxsort::sort")]
    [TestCase("_ZN9libunwind14EHHeaderParserINS_17LocalAddressSpaceEE7findFDEERS1_mmj", "libunwind::EHHeaderParser::findFDE")]
    [TestCase("_ZN3WKS7gc_heap4markEv.part.0", "WKS::gc_heap::mark.part.0")]
    public void ToReadable_CppFunction_IsQualifiedName(string symbol, string expected)
        => Assert.That(NativeName.ToReadable(symbol), Is.EqualTo(expected));

    [TestCase("memcpy")]
    [TestCase("__libc_start_main")]
    [TestCase("qsort_r.cold")]
    [TestCase("_ZdlPv")]
    [TestCase("_ZnwmRKSt9nothrow_t")]
    [TestCase("_ZN3WKS99gc_heapE")]
    [TestCase("_ZN")]
    [TestCase("_Z")]
    public void ToReadable_AnythingElse_StaysAsItIs(string symbol) => Assert.That(NativeName.ToReadable(symbol), Is.EqualTo(symbol));
}
