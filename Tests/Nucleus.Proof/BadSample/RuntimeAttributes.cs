using System;

#pragma warning disable CS9113 // The compiler of native code reads the arguments.

namespace System.Runtime;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuntimeExportAttribute(string entry) : Attribute;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuntimeImportAttribute(string library, string entry) : Attribute;
