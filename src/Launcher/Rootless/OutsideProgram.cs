using System.Globalization;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Rootless;

/// <summary>
/// <c>orch-launcher --outside FD</c>: stays outside of the user namespace of an ordinary user's daemon, where setuid programs are
/// what they are, and has lxc-user-nic(1) put links to bridges into network namespaces, as far as /etc/lxc/lxc-usernet lets that
/// user. A question has the descriptors of a user and a network namespace and five words, each ended by NUL: folder and name of the
/// container, kind of link, bridge, name inside. The answer is <c>0</c> and what the program printed, or <c>1</c> and why not.
/// It ends with the last who holds the other end.
/// </summary>
internal static unsafe class OutsideProgram
{
    public const string Word = "--outside";

    /// <summary>Tells the daemon the descriptor of its end.</summary>
    public const string Variable = "ORCH_ROOTLESS_OUTSIDE";

    private const int MostBytes = 8 << 10, WordCount = 5, SetDescriptorFlags = 2;

    /// <summary>In a process of its own, which no signal of a terminal reaches.</summary>
    public static void Start(int connection)
    {
        using var argv = new StringVector(["orch-launcher", Word, connection.ToString(CultureInfo.InvariantCulture)]);
        using var envp = new StringVector([]);
        if (RawCall.Invoke(56, RawProcess.SIGCHLD) != 0) // clone(2)
            return;
        RawProcess.setsid();
        RawFile.fcntl(connection, SetDescriptorFlags, 0);
        ChildDaemon.Become(ChildRoot.Text("/proc/self/exe"u8), argv.Pointer, envp.Pointer);
    }

    public static int Run(int connection)
    {
        RawFile.fcntl(connection, SetDescriptorFlags, 1);
        var buffer = new byte[MostBytes];
        List<int> descriptors = [];
        while (DescriptorPassing.Receive(connection, buffer, descriptors) is var length and > 0)
        {
            var words = Encoding.UTF8.GetString(buffer, 0, length).Split('\0', StringSplitOptions.None);
            var answer = descriptors.Count == 2 && words.Length == WordCount + 1
                ? Plug(words, descriptors[0], descriptors[1])
                : "1that was no question";
            foreach (var descriptor in descriptors)
                RawFile.close(descriptor);
            descriptors.Clear();
            DescriptorPassing.Send(connection, Encoding.UTF8.GetBytes(answer), []);
        }
        return 0;
    }

    private static string Plug(string[] words, int userNamespace, int network)
    {
        if (UserNic.Find() is not { } program)
            return "1lxc-user-nic(1) is not installed, which alone can plug an ordinary user's container into a bridge (Debian: apt-get install lxc)";
        using var stand = StandIn.Start(userNamespace, network, out var errno);
        if (stand is null)
            return $"1the container's namespaces could not be entered: {Errno.Name(errno)}";
        var status = UserNic.Run(program,
            ["create", words[0], words[1], stand.Pid.ToString(CultureInfo.InvariantCulture), words[2], words[3], words[4]], out var output);
        return $"{(status == 0 ? 0 : 1)}{output.Trim()}";
    }
}
