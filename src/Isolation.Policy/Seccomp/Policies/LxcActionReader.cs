using System.Globalization;

namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>The actions of LXC policies: kill, errno N, trap, log, allow, notify.</summary>
internal static class LxcActionReader
{
    public static SeccompAction? Read(LxcLine line, out string? problem)
    {
        problem = null;
        var word = line.Word();
        switch (word)
        {
            case "kill":
                return SeccompAction.KillThread;
            case "allow":
                return SeccompAction.Allow;
            case "trap":
                return SeccompAction.Trap;
            case "log":
                return SeccompAction.Log;
            case "errno":
                return Errno(line.Word(), out problem);
            case "notify":
                problem = "notify needs a process that answers each call (lxc.seccomp.notify.proxy), which this engine does not have; use errno N or allow";
                return null;
            default:
                // scanf takes the number without a blank before it, too.
                if (word.StartsWith("errno", StringComparison.Ordinal))
                    return Errno(word[5..], out problem);
                problem = $"'{(word.Length <= 60 ? word : word[..60])}' is no action: use kill, errno N, trap, log or allow";
                return null;
        }
    }

    private static SeccompAction? Errno(string text, out string? problem)
    {
        problem = null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= SeccompAction.MostErrno)
            return SeccompAction.Errno(number);
        if (Kernel.Errno.TryParse(text, out number))
            return SeccompAction.Errno(number);
        problem = $"errno wants a number from 0 to {SeccompAction.MostErrno} or a name such as EPERM, not '{(text.Length <= 60 ? text : text[..60])}'";
        return null;
    }
}
