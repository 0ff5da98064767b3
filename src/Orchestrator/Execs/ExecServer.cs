using System.Net.Sockets;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Startup;

namespace Orchestrator.Daemon.Execs;

/// <summary>Takes exec requests with the caller's descriptors on a socket of their own.</summary>
internal sealed class ExecServer : IDisposable
{
    private const int Backlog = 128;
    private const int MostAtOnce = 1024;

    private readonly Socket _listener;
    private readonly Serilog.ILogger _log;
    private readonly SemaphoreSlim _places = new(MostAtOnce, MostAtOnce);

    private ExecServer(Socket listener, Serilog.ILogger log)
    {
        _listener = listener;
        _log = log;
    }

    /// <summary>Listens: who comes before <see cref="Serve"/> waits in the backlog instead of finding no socket.</summary>
    public static ExecServer Bind(RootLayout layout, DaemonSettings settings, Serilog.ILogger log)
    {
        File.Delete(layout.ExecSocket);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(layout.ExecSocket));
        SocketGroup.Apply(layout.ExecSocket, settings);
        listener.Listen(Backlog);
        return new ExecServer(listener, log);
    }

    public void Serve(NodeContext node) =>
        new Thread(() => Accept(node)) { IsBackground = true, Name = "exec socket" }.Start();

    public void Dispose() => _listener.Dispose();

    // Accepted and read with blocking calls: a socket that .NET once used asynchronously is non-blocking for ever,
    // and recvmsg would have to be polled.
    private void Accept(NodeContext node)
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = _listener.Accept();
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                _log.Warning("An exec connection could not be accepted: {Reason}", error.Message);
                continue;
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
            if (!_places.Wait(0))
            {
                connection.Dispose();
                continue;
            }
            new Thread(() => Serve(connection, node)) { IsBackground = true, Name = "exec" }.Start();
        }
    }

    private void Serve(Socket connection, NodeContext node)
    {
        try
        {
            using (connection)
                new ExecConnection(connection, node).RunAsync().GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            _log.Warning(error, "An exec connection failed");
        }
        finally
        {
            _places.Release();
        }
    }
}
