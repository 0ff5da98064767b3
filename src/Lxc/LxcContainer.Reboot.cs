using System.Diagnostics;
using Orchestrator.Contracts.Containers;
using Orchestrator.Formats.Lxc.Values;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    private const int DefaultReboot = 2; // SIGINT
    private const int DefaultHalt = 30; // SIGPWR

    /// <summary>SIGRTMIN+3, by which systemd halts.</summary>
    private const int SystemdHalt = 37;

    /// <summary>Asks its system to shut down (<c>lxc.signal.halt</c>) and waits; kills nothing.</summary>
    /// <param name="timeout">Seconds; -1: for ever; 0: does not wait.</param>
    /// <returns>Whether it is STOPPED.</returns>
    public bool Shutdown(int timeout) => Guard(false, () =>
    {
        if (LxcDaemon.IfRunning(_patience) is not { } daemon || Find(daemon) is not { } view || view.State == ContainerStates.Stopped)
            return true;
        daemon.Kill(EngineName, Signal("lxc.signal.halt") ?? (LxcInit.Blocks(view.Pid, SystemdHalt) ? SystemdHalt : DefaultHalt));
        if (timeout != 0 && daemon.Await(EngineName, "stopped", timeout < 0 ? null : TimeSpan.FromSeconds(timeout)) is not null)
            return true;
        return !IsRunning || Fail($"{Name} did not shut down within {timeout} s");
    });

    /// <summary>Asks its system to reboot (<c>lxc.signal.reboot</c>); does not wait.</summary>
    public bool Reboot() => Guard(false, () =>
    {
        if (Running() is not { } daemon)
            return false;
        daemon.Kill(EngineName, Signal("lxc.signal.reboot") ?? DefaultReboot);
        return true;
    });

    /// <summary>Reboots it and waits until it is RUNNING again.</summary>
    /// <param name="timeout">Seconds; -1: for ever; 0: does not wait.</param>
    public bool Reboot2(int timeout)
    {
        var before = View;
        if (!Reboot() || timeout == 0)
            return ErrorString is null;
        return Guard(false, () =>
        {
            var began = Stopwatch.GetTimestamp();
            while (timeout < 0 || Stopwatch.GetElapsedTime(began).TotalSeconds < timeout)
            {
                if (View is { State: ContainerStates.Running } now && now.Pid != before?.Pid)
                    return true;
                CancellationToken.None.WaitHandle.WaitOne(LongestBeat);
            }
            return Fail($"{Name} did not reboot within {timeout} s");
        });
    }

    private int? Signal(string key) => Settings.Value(key) is { } text && LxcSignal.TryParse(text, out var number) ? number : null;
}
