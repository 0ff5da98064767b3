using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace Orchestrator.Liblxc;

/// <summary>C texts. What is handed out to be freed is malloc's, as NativeMemory.Alloc is documented to be.</summary>
internal static unsafe class Text
{
    private static readonly ConcurrentDictionary<string, nint> Lasting = new(StringComparer.Ordinal);

    /// <summary>Null for null.</summary>
    public static string? Of(byte* text) => text is null ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>The words up to the null pointer; null for null.</summary>
    public static List<string>? Words(byte** words)
    {
        if (words is null)
            return null;
        var list = new List<string>();
        for (; *words is not null; words++)
            list.Add(Of(*words)!);
        return list;
    }

    /// <summary>For the caller to free.</summary>
    public static byte* New(string? text)
    {
        if (text is null)
            return null;
        var bytes = Encoding.UTF8.GetByteCount(text);
        var copy = (byte*)NativeMemory.Alloc((nuint)bytes + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(copy, bytes));
        copy[bytes] = 0;
        return copy;
    }

    /// <summary>An array that ends with a null pointer, for the caller to free with each of its texts.</summary>
    public static byte** NewArray(IReadOnlyCollection<string> texts)
    {
        var array = (byte**)NativeMemory.Alloc((nuint)(texts.Count + 1), (nuint)sizeof(nint));
        var at = 0;
        foreach (var text in texts)
            array[at++] = New(text);
        array[at] = null;
        return array;
    }

    public static void FreeArray(byte** array)
    {
        if (array is null)
            return;
        for (var at = array; *at is not null; at++)
            NativeMemory.Free(*at);
        NativeMemory.Free(array);
    }

    /// <summary>One that is never freed: for words of which there are few, such as states.</summary>
    public static byte* Constant(string? text) =>
        text is null ? null : (byte*)Lasting.GetOrAdd(text, static text => (nint)New(text));

    /// <summary>
    /// The length, also when nothing was asked for but that. As liblxc: into a buffer that is too short goes what fits,
    /// with a NUL at its end.
    /// </summary>
    public static int Fill(string text, byte* buffer, int length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (buffer is null || length <= 0)
            return bytes.Length;
        var fits = Math.Min(bytes.Length, length - 1);
        bytes.AsSpan(0, fits).CopyTo(new Span<byte>(buffer, fits));
        buffer[fits] = 0;
        return bytes.Length;
    }
}
