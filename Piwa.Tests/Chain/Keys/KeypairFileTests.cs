using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Keys;

public sealed class KeypairFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string KeyPath => _directory["id.json"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void FirstUseCreatesAFileThatOnlyItsOwnerCanRead()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        using Keypair created = KeypairFile.LoadOrCreate(KeyPath);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        Assert.Equal([KeyPath], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void SecondUseFindsTheSameKey()
    {
        using Keypair created = KeypairFile.LoadOrCreate(KeyPath);
        using Keypair again = KeypairFile.LoadOrCreate(KeyPath);
        using Keypair loaded = KeypairFile.Load(KeyPath);
        Assert.Equal(created.PublicKey, again.PublicKey);
        Assert.Equal(created.PublicKey, loaded.PublicKey);
    }

    [Fact]
    public void WhatAKilledProcessLeftIsRemovedAndNothingElse()
    {
        string abandoned = _directory[".id.json.k3x0fpqz.a1b"], written = _directory[".id.json.bbbbbbbb.ccc"];
        string[] others = [_directory[".id.json.swp"], _directory[".id.json.backup.today"], _directory[".other.json.k3x0fpqz.a1b"]];
        foreach (string file in (string[])[abandoned, written, .. others])
            File.WriteAllText(file, "secret");
        using FileStream held = new(written, FileMode.Open, FileAccess.Write, FileShare.None);
        using Keypair created = KeypairFile.LoadOrCreate(KeyPath);
        Assert.Equal([.. others.Append(written).Append(KeyPath).Order()], Directory.GetFileSystemEntries(_directory.Path).Order());
    }

    [Fact]
    public void FileHasTheFormOfTheSolanaCommandLine()
    {
        using Keypair created = KeypairFile.LoadOrCreate(KeyPath);
        byte[] numbers = Numbers();
        Assert.Equal(64, numbers.Length);
        using Keypair fromSeed = Keypair.FromSeed(numbers.AsSpan(..32));
        Assert.Equal(created.PublicKey, fromSeed.PublicKey);
        Assert.Equal(created.PublicKey.ToArray(), numbers[32..]);
    }

    [Fact]
    public void WhiteSpaceBetweenNumbersIsAccepted()
    {
        using Keypair created = KeypairFile.LoadOrCreate(KeyPath);
        Write("\n [ " + string.Join(" ,\r\n\t", Numbers()) + " ] \n");
        using Keypair loaded = KeypairFile.Load(KeyPath);
        Assert.Equal(created.PublicKey, loaded.PublicKey);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.GroupExecute)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void FileThatOthersCanUseIsRefusedWithTheRemedy(UnixFileMode extra)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        KeypairFile.LoadOrCreate(KeyPath).Dispose();
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        KeypairFileException error = Assert.Throws<KeypairFileException>(() => KeypairFile.LoadOrCreate(KeyPath));
        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SymbolicLinkIsRefusedEvenIfItLeadsNowhere()
    {
        string real = _directory["real.json"];
        KeypairFile.LoadOrCreate(real).Dispose();
        File.CreateSymbolicLink(KeyPath, real);
        Assert.Throws<KeypairFileException>(() => KeypairFile.Load(KeyPath));
        Assert.Throws<KeypairFileException>(() => KeypairFile.LoadOrCreate(KeyPath));

        File.Delete(real);
        Assert.Throws<KeypairFileException>(() => KeypairFile.LoadOrCreate(KeyPath));
        Assert.False(File.Exists(real));
    }

    [Fact]
    public void MalformedFilesAreRefusedWithoutShowingWhatTheyHold()
    {
        KeypairFile.LoadOrCreate(KeyPath).Dispose();
        byte[] numbers = Numbers();
        string whole = "[" + string.Join(',', numbers) + "]";
        string[] malformed =
        [
            "", "[]", "{}", "null", whole[..^1], whole[1..], whole + "x", whole + whole, $"[{string.Join(',', numbers[..63])}]",
            $"[{string.Join(',', numbers)},1]", whole.Replace(",", ",,", StringComparison.Ordinal),
                $"[256,{string.Join(',', numbers[1..])}]",
            $"[-1,{string.Join(',', numbers[1..])}]", $"[1.5,{string.Join(',', numbers[1..])}]", whole + new string(' ', 2000),
        ];
        foreach (string text in malformed)
        {
            Write(text);
            KeypairFileException error = Assert.Throws<KeypairFileException>(() => KeypairFile.Load(KeyPath));
            Assert.DoesNotContain($"{numbers[0]},{numbers[1]}", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void HalvesThatDoNotBelongTogetherAreRefused()
    {
        KeypairFile.LoadOrCreate(KeyPath).Dispose();
        byte[] numbers = Numbers();
        numbers[0] ^= 1;
        Write("[" + string.Join(',', numbers) + "]");
        KeypairFileException error = Assert.Throws<KeypairFileException>(() => KeypairFile.Load(KeyPath));
        Assert.Contains("public half", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadingWhatIsNotThereCreatesNothing()
    {
        Assert.Throws<FileNotFoundException>(() => KeypairFile.Load(KeyPath));
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task ManyCreatorsAtOnceAgreeOnOneKey()
    {
        // Often, and all at the same moment: a file that looks first and is renamed then would be replaced now and then.
        for (int round = 0; round < 40; round++)
        {
            string path = _directory[$"{round}/id.json"];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            PublicKey[] keys = new PublicKey[16];
            using var start = new Barrier(keys.Length);
            await Task.WhenAll(keys.Select((_, i) => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    using Keypair keypair = KeypairFile.LoadOrCreate(path);
                    keys[i] = keypair.PublicKey;
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            using Keypair there = KeypairFile.Load(path);
            Assert.Equal(there.PublicKey, Assert.Single(keys.Distinct()));
            Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
        }
    }

    private byte[] Numbers() => [.. JsonSerializer.Deserialize<int[]>(File.ReadAllText(KeyPath))!.Select(number => (byte)number)];

    private void Write(string text)
    {
        File.WriteAllText(KeyPath, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
