using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Tests;

/// <summary>Lines with counts that a test chooses.</summary>
internal sealed class FakeInterrupts : IInterruptController
{
    internal List<Line> AllLines { get; } = [];

    internal long[] Unhandled { get; } = new long[64];

    internal long[] Spurious { get; } = new long[64];

    public IReadOnlyList<InterruptLine> Lines => AllLines;

    public PinInputKind PinInputs => PinInputKind.GlobalSystemInterrupt;

    public IReadOnlyList<InterruptLine> AllocateMessages(IReadOnlyList<MessageRequest> wanted) => [];

    public IReadOnlyList<InterruptLine> AllocateMessageBlock(IReadOnlyList<string> names, int cpu) => [];

    public InterruptLine? TryAllocatePin(string name, int input) => null;

    public long UnhandledOn(int cpu) => Unhandled[cpu];

    public long SpuriousOn(int cpu) => Spurious[cpu];

    internal sealed class Line(string id, string name, int cpu, params long[] counts) : InterruptLine
    {
        private int _cpu = cpu;

        public override string Id => id;

        public override string Name => name;

        public override int Cpu => _cpu;

        public override long Count => 0;

        public override bool IsShutOff => ShutsOff;

        internal bool ShutsOff { get; init; }

        public override PhysicalAddress MessageAddress => default;

        public override uint MessageData => 0;

        internal bool CanMove { get; init; } = true;

        public override long CountOn(int cpu) => counts[cpu];

        public override void Attach(InterruptWork work)
        {
        }

        public override void Detach()
        {
        }

        public override bool TryMoveTo(int cpu)
        {
            _cpu = CanMove ? cpu : _cpu;
            return CanMove;
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
