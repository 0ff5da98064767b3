namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>Reads a policy in whichever of the known formats it is: an OCI profile (JSON) or an LXC policy file (v1, v2).</summary>
internal static class PolicyReader
{
    /// <summary>The largest known profiles have 30 kB.</summary>
    public const int MostCharacters = 256 * 1024;

    public static PolicyReading Read(string name, string text)
    {
        if (text.Length > MostCharacters)
        {
            return new PolicyReading(null, [new PolicyProblem(
                1, 1, $"the policy has {text.Length} characters; at most {MostCharacters} are taken", IsError: true)]);
        }
        var first = text.AsSpan().TrimStart('\uFEFF').TrimStart();
        return first switch
        {
            [] => new PolicyReading(null, [new PolicyProblem(
                1, 1, "the policy is empty: write an OCI seccomp profile (JSON) or an LXC policy (its first line is 1 or 2)", IsError: true)]),
            ['{' or '[', ..] => OciPolicyReader.Read(name, text),
            _ => LxcPolicyReader.Read(name, text),
        };
    }
}
