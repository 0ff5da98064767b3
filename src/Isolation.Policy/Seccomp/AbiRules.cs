namespace Orchestrator.Isolation.Seccomp;

/// <summary>What becomes of each call of one open ABI.</summary>
/// <param name="Abi">Whose numbers these are.</param>
/// <param name="Rules">Calls with a decision of their own.</param>
/// <param name="Fallback">For the others that the profile can have known.</param>
/// <param name="Newest">The highest number that it can have known.</param>
/// <param name="Beyond">For what is newer: libc then falls back to the older call (case E39).</param>
internal sealed record AbiRules(
    SeccompAbi Abi, IReadOnlyDictionary<int, SyscallRule> Rules, SyscallRule Fallback, int Newest, SyscallRule Beyond)
{
    public SyscallRule Find(uint number)
    {
        if (number > int.MaxValue)
            return Beyond;
        return Rules.TryGetValue((int)number, out var rule) ? rule : number > Newest ? Beyond : Fallback;
    }
}
