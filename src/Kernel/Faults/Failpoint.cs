namespace Orchestrator.Kernel.Faults;

/// <summary>
/// Named places at which a test has the program die, fail or wait; <see cref="FailpointNames"/> lists them. Without
/// ORCH_FAILPOINTS a hit is one look at a null. Not for the launcher's child: nothing of the runtime may be called there.
/// </summary>
public static class Failpoint
{
    /// <summary>The environment variable: <c>name=action[@n]</c>, several of them with semicolons between.</summary>
    public const string Variable = "ORCH_FAILPOINTS";

    private static IFailpoints? _set = FailpointSet.Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>What is set, for the log; null when nothing is.</summary>
    public static string? Active => (_set as FailpointSet)?.Text;

    /// <summary>Why the program must not start: the variable asks for what does not exist.</summary>
    public static string? Problem => (_set as FailpointSet)?.Problem;

    /// <exception cref="SystemCallException">This place is to fail.</exception>
    public static void Hit(string name)
    {
        if (_set is { } set && set.Hit(name) is var errno and not 0)
            throw new SystemCallException("failpoint", errno, name);
    }

    /// <summary>For code that counts in error numbers: the errno with which this place is to fail, else 0.</summary>
    public static int Fails(string name) => _set is { } set ? set.Hit(name) : 0;

    /// <summary>For a simulation, which decides itself what happens at each place.</summary>
    internal static void Use(IFailpoints? set) => _set = set;
}
