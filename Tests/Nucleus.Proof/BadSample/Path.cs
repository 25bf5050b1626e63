using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace BadSample;

/// <summary>What a data path may not do, and what it may.</summary>
internal static class Path
{
    private static readonly Animal[] s_animals = [new Cat(), new Dog()];
    private static readonly IVehicle[] s_vehicles = [new Car(), new Boat()];
    private static readonly Func<int, int>[] s_functions = [value => value + 1, value => value * 2];
    private static readonly Machine s_machine = new OnlyMachine();

    [RuntimeExport("path_bad_virtual")]
    private static int CallVirtual(int index) => s_animals[index].Legs(index) + 1;

    [RuntimeExport("path_bad_interface")]
    private static int CallInterface(int index) => s_vehicles[index].Wheels(index) + 1;

    [RuntimeExport("path_bad_delegate")]
    private static int CallDelegate(int index) => s_functions[index](index) + 1;

    [RuntimeExport("path_bad_deep")]
    private static int CallDeep(int index) => Deeper(index) * 2;

    [RuntimeExport("path_bad_object")]
    private static int Allocate(int length) => Keep(new byte[length]);

    [RuntimeExport("path_good_only_class")]
    private static int CallOnlyClass(int value) => s_machine.Work(value) + 1;

    [RuntimeExport("path_good_throw")]
    private static int Throw(int value) => value > 0 ? value : throw new InvalidOperationException();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deeper(int index) => CallVirtual(index) + 3;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Keep(object? value) => value is null ? 0 : 1;

    private abstract class Animal
    {
        internal abstract int Legs(int value);
    }

    private sealed class Cat : Animal
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        internal override int Legs(int value) => value + 4;
    }

    private sealed class Dog : Animal
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        internal override int Legs(int value) => value * 4;
    }

    private interface IVehicle
    {
        int Wheels(int value);
    }

    private sealed class Car : IVehicle
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public int Wheels(int value) => value + 2;
    }

    private sealed class Boat : IVehicle
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public int Wheels(int value) => value - 2;
    }

    private abstract class Machine
    {
        internal abstract int Work(int value);
    }

    private sealed class OnlyMachine : Machine
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        internal override int Work(int value) => value ^ 5;
    }
}
