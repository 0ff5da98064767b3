using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Formats.Lxc;
using Orchestrator.Kernel;
using Orchestrator.Lxc.Configuration;

namespace Orchestrator.Lxc;

/// <summary>
/// A container as LXC has it: a name below a directory of containers, whose files <c>PATH/NAME/config</c> and
/// <c>PATH/NAME/rootfs</c> define it. It runs in the daemon of the engine, which is started when something has to be done
/// and none answers; what only asks starts none. The members are those of liblxc's <c>struct lxc_container</c>: a call that
/// fails gives false, null or a negative number, and says why in <see cref="ErrorString"/>. One object may be used by
/// several threads.
/// </summary>
public sealed partial class LxcContainer : IDisposable
{
    private int _references = 1;

    /// <summary>Loads the configuration if the container is defined.</summary>
    /// <param name="name">One name, as a directory may have it.</param>
    /// <param name="lxcPath">The directory of containers; null: <c>lxc.lxcpath</c> of the system's or user's lxc.conf.</param>
    /// <exception cref="ArgumentException">No container can have this name.</exception>
    /// <exception cref="InvalidDataException">Its configuration does not load.</exception>
    public LxcContainer(string name, string? lxcPath = null)
    {
        if (LxcPaths.CheckName(name) is { } bad)
            throw new ArgumentException(bad, nameof(name));
        Name = name;
        ConfigPath = LxcPaths.Full(lxcPath ?? LxcGlobalConfiguration.Read().Get("lxc.lxcpath")!);
        if (IsDefined && !Configuration.Load(ConfigFile))
            throw new InvalidDataException(string.Join('\n', Configuration.Problems));
    }

    /// <summary>The name, which <see cref="Rename"/> changes.</summary>
    public string Name { get; private set; }

    /// <summary>The directory of containers, absolute.</summary>
    public string ConfigPath { get; private set; }

    /// <summary>The file of its configuration: <c>PATH/NAME/config</c>, whether it is there or not.</summary>
    public string ConfigFile => Path.Combine(Folder, "config");

    /// <summary>Where the pid of the init is written at a start; null: nowhere.</summary>
    public string? PidFile { get; set; }

    /// <summary>Why the last call failed; null when it did not.</summary>
    public string? ErrorString { get; private set; }

    /// <summary>The exit code of the last failure; after a start in the foreground the wait status of the init.</summary>
    public int ErrorNum { get; private set; }

    /// <summary>Whether <see cref="Start"/> comes back once the container runs (the default), or when it has ended.</summary>
    public bool Daemonize { get; private set; } = true;

    /// <summary>Whether a start closes what the caller has open. Nothing is inherited here, so it is kept and has no effect.</summary>
    public bool CloseAllFds { get; private set; }

    /// <summary>What it is made of, in memory; a start takes it from here, saved or not.</summary>
    public LxcConfiguration Configuration { get; } = new();

    /// <summary>How many hold it; 0 once the last has let go.</summary>
    public int References => Volatile.Read(ref _references);

    /// <summary>What of the configuration is in force.</summary>
    internal LxcSettings Settings => LxcSettings.Of(Configuration.Items);

    internal string Folder => Path.Combine(ConfigPath, Name);

    /// <summary>What the container is called in the engine.</summary>
    internal string EngineName => LxcPaths.EngineName(ConfigPath, Name);

    /// <summary>One more holder.</summary>
    /// <returns>False: nobody holds it any more, and it must not be used.</returns>
    public bool Get()
    {
        for (var seen = References; seen > 0; seen = References)
        {
            if (Interlocked.CompareExchange(ref _references, seen + 1, seen) == seen)
                return true;
        }
        return false;
    }

    /// <summary>One holder less.</summary>
    /// <returns>1: it was the last one; 0: others hold it still; -1: nobody held it.</returns>
    public int Put()
    {
        for (var seen = References; seen > 0; seen = References)
        {
            if (Interlocked.CompareExchange(ref _references, seen - 1, seen) == seen)
                return seen == 1 ? 1 : 0;
        }
        return -1;
    }

    /// <summary>As <see cref="Put"/>.</summary>
    public void Dispose() => Put();

    /// <summary>Whether a start comes back once the container runs.</summary>
    public bool WantDaemonize(bool state)
    {
        Daemonize = state;
        return true;
    }

    /// <summary>Kept for callers of LXC; see <see cref="CloseAllFds"/>.</summary>
    public bool WantCloseAllFds(bool state)
    {
        CloseAllFds = state;
        return true;
    }

    /// <summary>Another directory of containers.</summary>
    public bool SetConfigPath(string path)
    {
        ConfigPath = LxcPaths.Full(path);
        return true;
    }

    /// <summary>Runs a body whose expected failures become <see cref="ErrorString"/> and the given answer.</summary>
    private T Guard<T>(T failed, Func<T> body)
    {
        ErrorString = null;
        ErrorNum = 0;
        try
        {
            return body();
        }
        catch (ProblemException error)
        {
            Fail(error.Problem);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SystemCallException or System.Net.Sockets.SocketException)
        {
            Fail(error.Message);
        }
        return failed;
    }

    private bool Fail(string why, int number = 1)
    {
        ErrorString = why;
        ErrorNum = number;
        return false;
    }

    private bool Fail(Problem problem) => Fail(LxcDaemon.Text(problem), problem.ExitCode);
}
