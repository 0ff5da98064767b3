using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Native;
using Orchestrator.Lxc;

namespace Orchestrator.Liblxc.Functions;

/// <summary>Where structs come from and go to.</summary>
internal static unsafe class HolderFunctions
{
    /// <summary>Null for a name that none can have, and for a configuration that does not load.</summary>
    [UnmanagedCallersOnly(EntryPoint = "lxc_container_new")]
    public static lxc_container* New(byte* name, byte* path)
    {
        var copy = (delegate* unmanaged<byte*, byte*, lxc_container*>)ForkedChild.Function("lxc_container_new");
        if (copy is not null)
            return copy(name, path);
        if (Text.Of(name) is not { } text)
            return null;
        var place = Text.Of(path);
        LibraryFile.NameDaemon();
        var container = Border.Call(null, () => new LxcContainer(text, place is "" ? null : place));
        return container is null ? null : Containers.New(container);
    }

    /// <summary>1, or 0 when nobody holds it any more.</summary>
    [UnmanagedCallersOnly(EntryPoint = "lxc_container_get")]
    public static int Get(lxc_container* c)
    {
        var copy = (delegate* unmanaged<lxc_container*, int>)(ForkedChild.HasCopied(c) ? ForkedChild.Function("lxc_container_get") : 0);
        return copy is not null ? copy(c) : Containers.Hold(c) ? 1 : 0;
    }

    /// <summary>1: all is freed; 0: others hold it still; -1: nobody held it.</summary>
    [UnmanagedCallersOnly(EntryPoint = "lxc_container_put")]
    public static int Put(lxc_container* c)
    {
        var copy = (delegate* unmanaged<lxc_container*, int>)(ForkedChild.HasCopied(c) ? ForkedChild.Function("lxc_container_put") : 0);
        return copy is not null ? copy(c) : Containers.Release(c);
    }

    [UnmanagedCallersOnly(EntryPoint = "list_defined_containers")]
    public static int ListDefined(byte* path, byte*** names, lxc_container*** structs)
    {
        var copy = (delegate* unmanaged<byte*, byte***, lxc_container***, int>)ForkedChild.Function("list_defined_containers");
        return copy is not null ? copy(path, names, structs) : List(LxcContainer.ListDefined, path, names, structs);
    }

    [UnmanagedCallersOnly(EntryPoint = "list_active_containers")]
    public static int ListActive(byte* path, byte*** names, lxc_container*** structs)
    {
        var copy = (delegate* unmanaged<byte*, byte***, lxc_container***, int>)ForkedChild.Function("list_active_containers");
        return copy is not null ? copy(path, names, structs) : List(LxcContainer.ListActive, path, names, structs);
    }

    [UnmanagedCallersOnly(EntryPoint = "list_all_containers")]
    public static int ListAll(byte* path, byte*** names, lxc_container*** structs)
    {
        var copy = (delegate* unmanaged<byte*, byte***, lxc_container***, int>)ForkedChild.Function("list_all_containers");
        return copy is not null ? copy(path, names, structs) : List(LxcContainer.ListAll, path, names, structs);
    }

    /// <summary>In a child of the program: goes on with a struct of its parent.</summary>
    /// <param name="configuration">What is in memory only; null: nothing.</param>
    [UnmanagedCallersOnly(EntryPoint = "orchestrator_liblxc_adopt")]
    public static byte Adopt(lxc_container* c, byte* configuration)
    {
        var (name, path, text) = (Text.Of(c->name), Text.Of(c->config_path), Text.Of(configuration));
        LibraryFile.NameDaemon();
        var container = Border.Call(null, () =>
        {
            var adopted = new LxcContainer(name!, path);
            adopted.ClearConfig();
            if (text is not null)
                adopted.Configuration.LoadText(text, adopted.ConfigFile);
            return adopted;
        });
        if (container is null)
            return 0;
        Containers.Adopt(c, container);
        return 1;
    }

    [UnmanagedCallersOnly(EntryPoint = "orchestrator_liblxc_is_copy_of")]
    public static void IsCopyOf(byte* file, delegate* unmanaged<byte*, nint> first)
    {
        LibraryFile.IsCopyOf(Text.Of(file)!);
        ForkedChild.IsCopy(first);
    }

    /// <summary>What a copy asks the library that the program loaded, in a child of its child.</summary>
    [UnmanagedCallersOnly]
    public static nint OfCopy(byte* name) => ForkedChild.Function(Text.Of(name)!);

    private static int List(Func<string?, IReadOnlyList<string>> list, byte* path, byte*** names, lxc_container*** structs)
    {
        var place = Text.Of(path);
        LibraryFile.NameDaemon();
        if (Border.Call(null, () => list(place)) is not { } found)
            return -1;
        var defined = new List<(string Name, LxcContainer Container)>();
        if (structs is not null)
        {
            // One whose configuration does not load is left out of both, so that they stay side by side.
            foreach (var name in found)
            {
                if (Border.Call(null, () => new LxcContainer(name, place)) is { } container)
                    defined.Add((name, container));
            }
            found = [.. defined.Select(pair => pair.Name)];
            *structs = (lxc_container**)NativeMemory.Alloc((nuint)(defined.Count + 1), (nuint)sizeof(nint));
            for (var i = 0; i < defined.Count; i++)
                (*structs)[i] = Containers.New(defined[i].Container);
            (*structs)[defined.Count] = null;
        }
        if (names is not null)
            *names = Text.NewArray(found);
        return found.Count;
    }
}
