using System.Globalization;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Network;

/// <summary>
/// Links to bridges of the host for the containers of an ordinary user's daemon: a process above the daemon, outside of its user
/// namespace (orch-launcher --outside), has lxc-user-nic(1) make them as far as /etc/lxc/lxc-usernet allows it.
/// </summary>
internal sealed class UserNics
{
    private const string Variable = "ORCH_ROOTLESS_OUTSIDE";
    private const int MostBytes = 8 << 10;

    private readonly Lock _gate = new();
    private readonly Descriptor _connection;

    private UserNics(Descriptor connection) => _connection = connection;

    /// <summary>Null where the daemon is root's, or was not started by its launcher.</summary>
    public static UserNics? OfThisProcess { get; } = Take();

    /// <summary>Moves a new link's one end into the network namespace and plugs the other into the bridge.</summary>
    /// <param name="container">For the helper's own notes.</param>
    /// <param name="inside">The link's name there.</param>
    /// <param name="host">The end on the host, which goes with the namespace.</param>
    /// <returns>Null, or why not.</returns>
    public string? Plug(Guid container, string bridge, string inside, Descriptor user, Descriptor network, out (string Name, int Index)? host)
    {
        host = null;
        var question = Encoding.UTF8.GetBytes($"orch\0{container:n}\0veth\0{bridge}\0{inside}\0");
        var answer = new byte[MostBytes];
        int length;
        lock (_gate)
        {
            try
            {
                DescriptorPassing.Send(_connection.Number, question, [user.Number, network.Number]);
                length = DescriptorPassing.Receive(_connection.Number, answer, []);
            }
            catch (SystemCallException gone)
            {
                return $"The process that plugs interfaces in does not answer: {gone.Message}. Start the daemon again.";
            }
        }
        if (length == 0)
            return "The process that plugs interfaces in has ended. Start the daemon again.";
        var text = Encoding.UTF8.GetString(answer, 1, length - 1);
        if (answer[0] != (byte)'0')
        {
            return $"Plugging the interface {inside} into {bridge}: {(text.Length == 0 ? "lxc-user-nic refused it" : text)}. "
                + $"The administrator allows it by a line in /etc/lxc/lxc-usernet: USER veth {bridge} COUNT.";
        }
        // NAME:INDEX:NAME ON THE HOST:INDEX
        if (text.Split(':') is [_, _, var name, var index] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            host = (name, number);
        return null;
    }

    /// <summary>What the daemon starts must not hold it.</summary>
    private static UserNics? Take()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given))
            return null;
        Environment.SetEnvironmentVariable(Variable, null);
        using var inherited = new Descriptor(given);
        var own = Fcntl.fcntl(given, Fcntl.F_DUPFD_CLOEXEC, 3);
        return own < 0 ? null : new UserNics(new Descriptor(own));
    }
}
