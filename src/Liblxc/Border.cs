using Orchestrator.Liblxc.Native;
using Orchestrator.Lxc;

namespace Orchestrator.Liblxc;

/// <summary>Between C and the library: nothing that is thrown crosses it, and a pointer that is none gives a refusal.</summary>
internal static unsafe class Border
{
    private const int Failed = 1;

    public static byte Bool(lxc_container* c, Func<LxcContainer, bool> body) => Call(c, false, body) ? (byte)1 : (byte)0;

    public static int Number(lxc_container* c, Func<LxcContainer, int> body, int failed = -1) => Call(c, failed, body);

    /// <summary>A text for the caller to free.</summary>
    public static byte* NewText(lxc_container* c, Func<LxcContainer, string?> body) => Text.New(Call(c, null, body));

    /// <summary>Null when there are none, as liblxc gives it.</summary>
    public static byte** NewArray(lxc_container* c, Func<LxcContainer, IReadOnlyList<string>?> body) =>
        Call(c, null, body) is { Count: > 0 } texts ? Text.NewArray(texts) : null;

    /// <summary>Into the caller's buffer; a missing value is a negative number.</summary>
    public static int Fill(lxc_container* c, byte* buffer, int length, Func<LxcContainer, string?> body, int missing = -1) =>
        Call(c, null, body) is { } text ? Text.Fill(text, buffer, length) : missing;

    public static T Call<T>(lxc_container* c, T failed, Func<LxcContainer, T> body)
    {
        if (Containers.Find(c) is not { } container)
            return failed;
        try
        {
            // A program may write these two itself instead of calling for it.
            container.PidFile = Text.Of(c->pidfile);
            if (container.Daemonize != (c->daemonize != 0))
                container.WantDaemonize(c->daemonize != 0);
            var before = container.ErrorString;
            var result = body(container);
            if (container.ErrorString is { } why && !ReferenceEquals(why, before))
                LibraryLog.Failed(container.Name, why);
            Containers.Show(c, container);
            return result;
        }
#pragma warning disable CA1031 // An exception that reaches C ends the program.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Explain(c, error);
            return failed;
        }
    }

    /// <summary>The same without a container.</summary>
    public static T Call<T>(T failed, Func<T> body)
    {
        try
        {
            return body();
        }
#pragma warning disable CA1031 // An exception that reaches C ends the program.
        catch (Exception)
#pragma warning restore CA1031
        {
            return failed;
        }
    }

    private static void Explain(lxc_container* c, Exception error)
    {
        LibraryLog.Failed(Text.Of(c->name) ?? "", error.Message);
        c->error_num = Failed;
        var before = c->error_string;
        c->error_string = Text.New(error.Message);
        System.Runtime.InteropServices.NativeMemory.Free(before);
    }
}
