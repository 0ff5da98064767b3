using System.Runtime.InteropServices;
using Orchestrator.Kernel;

namespace Orchestrator.Client.Execs;

/// <summary>Passes signals that this command gets on to the process, one byte each over the exec socket.</summary>
public sealed class SignalRelay : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    private SignalRelay(StreamSocket socket) => _registrations =
    [
        .. new[] { (PosixSignal.SIGHUP, 1), (PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3), (PosixSignal.SIGTERM, 15) }
            .Select(s => PosixSignalRegistration.Create(s.Item1, context =>
            {
                context.Cancel = true;
                try
                {
                    socket.Send([(byte)s.Item2]);
                }
                catch (Exception error) when (error is SystemCallException or ObjectDisposedException)
                {
                    // The process has ended meanwhile: nobody is left to be told.
                }
            })),
    ];

    public static SignalRelay Start(StreamSocket socket) => new(socket);

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
