using System.Text;
using Orchestrator.Consoles;

namespace Orchestrator.Isolation.Tests.Support;

/// <summary>Somebody at a console: types, and gathers what comes.</summary>
internal sealed class ConsoleUser : IDisposable
{
    private readonly ConsoleConnection _console;
    private readonly StringBuilder _seen = new();
    private readonly SemaphoreSlim _more = new(0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConsoleUser(ConsoleConnection console) => _console = console;

    public string? Refusal { get; private set; }

    public int Terminal { get; private set; }

    /// <summary>Bytes that were left out.</summary>
    public long Missed { get; private set; }

    public long Bytes { get; private set; }

    public string Seen
    {
        get
        {
            lock (_seen)
                return _seen.ToString();
        }
    }

    public Task Ended => _ended.Task.WaitAsync(RuntimeHost.Limit);

    public static ConsoleUser At(Running container, int terminal = 0, bool fromStart = true, bool reads = true)
    {
        var connection = container.Host.Runtime.ConnectConsole(container.Id, 1).ShouldNotBeNull("nobody holds its console");
        var user = new ConsoleUser(new ConsoleConnection(connection));
        user._console.Attach(terminal, fromStart);
        user.Refusal = user._console.Answer(new byte[ConsoleMessage.Most], out var given);
        user.Terminal = given;
        if (reads && user.Refusal is null)
            user.Read();
        return user;
    }

    /// <summary>The content of the ring.</summary>
    public static string Log(Running container, byte kind = ConsoleMessage.ShowLog)
    {
        using var console = new ConsoleConnection(container.Host.Runtime.ConnectConsole(container.Id, 1)!);
        console.Say(kind);
        var buffer = new byte[ConsoleMessage.Most];
        var text = new StringBuilder();
        int got;
        while ((got = console.Receive(buffer)) > 0 && buffer[0] == ConsoleMessage.Output)
            text.Append(Encoding.UTF8.GetString(buffer.AsSpan(1, got - 1)));
        return got > 0 && buffer[0] == ConsoleMessage.End ? text.ToString() : $"{text}[{got}: {(got > 0 ? Encoding.UTF8.GetString(buffer, 0, got) : "closed")}]";
    }

    public void Read() => new Thread(() =>
    {
        var buffer = new byte[ConsoleMessage.Most];
        int got;
        while ((got = _console.Receive(buffer)) > 0 && buffer[0] != ConsoleMessage.End)
        {
            if (buffer[0] == ConsoleMessage.Gap)
                Missed += BitConverter.ToInt64(buffer, 8);
            if (buffer[0] != ConsoleMessage.Output)
                continue;
            Bytes += got - 1;
            lock (_seen)
            {
                _seen.Append(Encoding.UTF8.GetString(buffer, 1, got - 1));
                if (_seen.Length > 1 << 20)
                    _seen.Remove(0, 1 << 19);
            }
            _more.Release();
        }
        _ended.TrySetResult();
    })
    { IsBackground = true }.Start();

    public bool Type(string text) => _console.Type(Encoding.UTF8.GetBytes(text));

    public void Resize(int rows, int columns) => _console.Resize(rows, columns);

    public void EndInput() => _console.Say(ConsoleMessage.EndOfInput);

    public async Task UntilAsync(string text)
    {
        while (!Seen.Contains(text, StringComparison.Ordinal))
        {
            if (!await _more.WaitAsync(RuntimeHost.Limit))
                throw new TimeoutException($"'{text}' did not come; so far:\n{Seen}");
        }
    }

    public void Dispose() => _console.Dispose();
}
