using NUnit.Framework;

[assembly: Category("Boot")]
