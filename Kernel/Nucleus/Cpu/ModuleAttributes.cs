using System.Runtime.CompilerServices;

// Clearing locals before their first use takes vector registers, which the nucleus may not touch. C# demands assignment before use anyway,
// except for locals whose address is taken: what a callee should fill in has no value if the callee fails.
[module: SkipLocalsInit]
