namespace Orchestrator.Isolation.Seccomp.Bpf;

/// <summary>
/// The instructions of one case: its tests one after the other, each of which falls through when it holds and jumps past
/// the case's return when it does not. The machine has words of 32 bits, so a wide argument is compared in two halves.
/// </summary>
internal sealed class CaseAssembler(bool wide)
{
    private readonly List<Step> _steps = [];

    private enum Goal
    {
        Next,
        TestHolds,
        CaseFails,
    }

    public static IEnumerable<SockFilter> Assemble(RuleCase one, bool wide)
    {
        var assembler = new CaseAssembler(wide);
        foreach (var test in one.Tests)
            assembler.Add(test);
        return assembler.Finish(one.Verdict.Action);
    }

    private void Add(ArgumentTest test)
    {
        var begin = _steps.Count;
        var mask = wide ? test.Mask : (uint)test.Mask;
        var (valueHigh, valueLow) = ((uint)(test.Value >> 32), (uint)test.Value);
        var (maskHigh, maskLow) = ((uint)(mask >> 32), (uint)mask);
        if (maskHigh == 0)
        {
            // The upper half is nought for certain: if the value's is not, that alone decides.
            if (valueHigh != 0)
                Constant(test.Comparison is Comparison.NE or Comparison.LT or Comparison.LE);
            else
                Half(BpfCode.LowWord(test.Argument), maskLow, valueLow, test.Comparison);
        }
        else
        {
            Load(BpfCode.HighWord(test.Argument), maskHigh);
            switch (test.Comparison)
            {
                case Comparison.EQ:
                    Jump(BpfCode.JumpEqual, valueHigh, Goal.Next, Goal.CaseFails);
                    break;
                case Comparison.NE:
                    Jump(BpfCode.JumpEqual, valueHigh, Goal.Next, Goal.TestHolds);
                    break;
                case Comparison.GE or Comparison.GT:
                    Jump(BpfCode.JumpGreater, valueHigh, Goal.TestHolds, Goal.Next);
                    Jump(BpfCode.JumpEqual, valueHigh, Goal.Next, Goal.CaseFails);
                    break;
                default:
                    Jump(BpfCode.JumpGreater, valueHigh, Goal.CaseFails, Goal.Next);
                    Jump(BpfCode.JumpEqual, valueHigh, Goal.Next, Goal.TestHolds);
                    break;
            }
            Half(BpfCode.LowWord(test.Argument), maskLow, valueLow, test.Comparison);
        }
        for (var i = begin; i < _steps.Count; i++)
            _steps[i] = _steps[i] with { End = _steps.Count };
    }

    private void Half(uint offset, uint mask, uint value, Comparison comparison)
    {
        Load(offset, mask);
        var (code, isNegated) = comparison switch
        {
            Comparison.EQ => (BpfCode.JumpEqual, false),
            Comparison.NE => (BpfCode.JumpEqual, true),
            Comparison.GE => (BpfCode.JumpGreaterOrEqual, false),
            Comparison.LT => (BpfCode.JumpGreaterOrEqual, true),
            Comparison.GT => (BpfCode.JumpGreater, false),
            _ => (BpfCode.JumpGreater, true),
        };
        Jump(code, value, isNegated ? Goal.CaseFails : Goal.Next, isNegated ? Goal.Next : Goal.CaseFails);
    }

    private void Load(uint offset, uint mask)
    {
        _steps.Add(new Step(BpfCode.LoadWord, offset, Goal.Next, Goal.Next, 0));
        if (mask != uint.MaxValue)
            _steps.Add(new Step(BpfCode.And, mask, Goal.Next, Goal.Next, 0));
    }

    private void Constant(bool holds)
    {
        if (!holds)
            Jump(BpfCode.JumpGreaterOrEqual, 0, Goal.CaseFails, Goal.CaseFails);
    }

    private void Jump(ushort code, uint value, Goal onTrue, Goal onFalse) =>
        _steps.Add(new Step(code, value, onTrue, onFalse, 0));

    private IEnumerable<SockFilter> Finish(SeccompAction action)
    {
        var end = _steps.Count + 1;
        for (var at = 0; at < _steps.Count; at++)
        {
            var step = _steps[at];
            byte Offset(Goal goal) => goal switch
            {
                Goal.Next => 0,
                Goal.TestHolds => (byte)(step.End - at - 1),
                _ => (byte)(end - at - 1),
            };
            yield return new SockFilter(step.Code, Offset(step.OnTrue), Offset(step.OnFalse), step.K);
        }
        yield return new SockFilter(BpfCode.Return, 0, 0, action.Value);
    }

    private readonly record struct Step(ushort Code, uint K, Goal OnTrue, Goal OnFalse, int End);
}
