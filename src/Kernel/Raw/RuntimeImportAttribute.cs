namespace System.Runtime;

/// <summary>
/// The NativeAOT compiler knows this attribute by its full name: an extern method that carries it is called
/// directly, without the transition of a P/Invoke. It works in ahead-of-time compiled programs only.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor, Inherited = false)]
internal sealed class RuntimeImportAttribute(string dllName, string entryPoint) : Attribute
{
    public string DllName { get; } = dllName;

    public string EntryPoint { get; } = entryPoint;
}
