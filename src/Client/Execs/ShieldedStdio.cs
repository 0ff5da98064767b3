using System.IO.Pipes;
using Orchestrator.Kernel;

namespace Orchestrator.Client.Execs;

/// <summary>
/// This command's stdin, stdout and stderr for a process in a container. A terminal among them stays outside, behind a pipe:
/// whoever has its descriptor can read what is typed on it later and change its settings (case E23).
/// </summary>
public sealed class ShieldedStdio : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly List<IDisposable> _kept = [];
    private readonly List<AnonymousPipeServerStream> _pipes = [];
    private readonly List<Task> _outputs = [];

    /// <param name="interactive">False: stdin is /dev/null.</param>
    public ShieldedStdio(bool interactive) 
    {
        var output = Output(1);
        // Through one pipe, where both go to a terminal: in the order in which it was written.
        Numbers = [interactive ? Input() : Nothing(), output, Terminal.IsTerminal(1) && Terminal.IsTerminal(2) ? output : Output(2)];
    }

    public int[] Numbers { get; }

    /// <summary>They have been sent: the ends that are the process's are closed here.</summary>
    public void Sent()
    {
        foreach (var pipe in _pipes)
            pipe.DisposeLocalCopyOfClientHandle();
    }

    /// <summary>What was written is shown. A child that the process left behind may hold its output open for ever.</summary>
    public Task DrainAsync() => _outputs.Count == 0 ? Task.CompletedTask : Task.WhenAny(Task.WhenAll(_outputs), Task.Delay(LastWords, TimeProvider.System));

    public void Dispose()
    {
        foreach (var kept in _kept)
            kept.Dispose();
    }

    private int Nothing()
    {
        var nothing = File.OpenHandle("/dev/null");
        _kept.Add(nothing);
        return (int)nothing.DangerousGetHandle();
    }

    private int Input()
    {
        if (!Terminal.IsTerminal(0))
            return 0;
        var pipe = Pipe(PipeDirection.Out);
        new Thread(() =>
        {
            var buffer = new byte[4096];
            int got;
            try
            {
                while ((got = Terminal.Read(0, buffer)) > 0)
                    pipe.Write(buffer, 0, got);
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // The process reads no more.
            }
            pipe.Dispose();
        })
        { IsBackground = true, Name = "terminal to stdin" }.Start();
        return (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
    }

    private int Output(int number)
    {
        if (!Terminal.IsTerminal(number))
            return number;
        var pipe = Pipe(PipeDirection.In);
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _outputs.Add(drained.Task);
        new Thread(() =>
        {
            var buffer = new byte[16 * 1024];
            int got;
            while ((got = pipe.Read(buffer)) > 0)
                Terminal.Write(number, buffer.AsSpan(0, got));
            drained.TrySetResult();
        })
        { IsBackground = true, Name = "output to terminal" }.Start();
        return (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
    }

    private AnonymousPipeServerStream Pipe(PipeDirection direction)
    {
        var pipe = new AnonymousPipeServerStream(direction, HandleInheritability.None);
        _pipes.Add(pipe);
        return pipe;
    }
}
