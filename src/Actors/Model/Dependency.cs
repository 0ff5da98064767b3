using System.Globalization;

namespace Orchestrator.Actors.Model;

/// <summary>
/// What a job comes after: all members of a job (<c>sum</c>), the one with the same index (<c>sum.{index}</c>), or one of
/// them (<c>sum.3</c>). A job's name holds no dot.
/// </summary>
/// <param name="Index">-1: all of them; <see cref="Same"/>: the one with the same index.</param>
internal readonly record struct Dependency(string Job, int Index)
{
    public const int All = -1;
    public const int Same = -2;

    private const string SameText = "{index}";

    public bool IsOfMember => Index == Same;

    /// <summary>Null: the text names neither.</summary>
    public static Dependency? Parse(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return new Dependency(text, All);
        string index = text[(dot + 1)..];
        if (index == SameText)
            return new Dependency(text[..dot], Same);
        return int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new Dependency(text[..dot], number)
            : null;
    }
}
