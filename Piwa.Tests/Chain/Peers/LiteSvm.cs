using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Solana's runtime with the programs that the litesvm package carries, in a process of Node.js.</summary>
internal sealed class LiteSvm : IDisposable
{
    private readonly Process _process = NodeTool.Start(PeerCases.Tool, "Peers/litesvm.mjs");
    private readonly Task<string> _errors;

    public LiteSvm() => _errors = _process.StandardError.ReadToEndAsync();

    public ulong Slot => ulong.Parse(Ask(new JsonObject { ["op"] = "slot" }).Text("slot"), CultureInfo.InvariantCulture);

    public Hash256 Blockhash => new(PublicKey.Parse(Ask(new JsonObject { ["op"] = "blockhash" }).Text("blockhash")).ToArray());

    public void Airdrop(PublicKey key, ulong lamports) => Ask(new JsonObject
    {
        ["op"] = "airdrop",
        ["key"] = key.ToString(),
        ["lamports"] = lamports.ToString(CultureInfo.InvariantCulture),
    });

    public void ExpireBlockhash() => Ask(new JsonObject { ["op"] = "expire" });

    public void Warp(ulong slot) => Ask(new JsonObject { ["op"] = "warp", ["slot"] = slot.ToString(CultureInfo.InvariantCulture) });

    public void AddProgram(PublicKey key, string path) =>
        Ask(new JsonObject { ["op"] = "program", ["key"] = key.ToString(), ["path"] = path });

    public Outcome Send(Transaction transaction) => Run("send", transaction);

    public Outcome Simulate(Transaction transaction) => Run("simulate", transaction);

    /// <summary>An account's data, lamports and owner; null if there is none.</summary>
    public (byte[] Data, ulong Lamports, PublicKey Owner)? Account(PublicKey key)
    {
        JsonNode answer = Ask(new JsonObject { ["op"] = "account", ["key"] = key.ToString() });
        return answer["data"] is null
            ? null
            : (Convert.FromHexString(answer.Text("data")), ulong.Parse(answer.Text("lamports"), CultureInfo.InvariantCulture),
                PublicKey.Parse(answer.Text("owner")));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private Outcome Run(string operation, Transaction transaction)
    {
        JsonNode answer = Ask(new JsonObject { ["op"] = operation, ["bytes"] = Convert.ToHexStringLower(transaction.Bytes.Span) });
        return new Outcome(
            answer.Flag("ok"),
            ulong.Parse(answer.Text("units"), CultureInfo.InvariantCulture),
            string.Join('\n', answer["logs"]!.AsArray().Select(line => line!.GetValue<string>())),
            answer.IsNull("error") ? "" : answer.Text("error"),
            [
                .. answer["calls"]!.AsArray().Select(call => new InnerInstruction(
                    call!.Number("outer"),
                    call!.Number("height"),
                    transaction.Message.AccountKeys[call!.Number("program")],
                    Convert.FromHexString(call!.Text("accounts")),
                    Convert.FromHexString(call!.Text("data")))),
            ]);
    }

    private JsonNode Ask(JsonObject request)
    {
        _process.StandardInput.WriteLine(request.ToJsonString());
        _process.StandardInput.Flush();
        string? line = _process.StandardOutput.ReadLine();
        return line is null ? throw new InvalidOperationException(_errors.Result) : JsonNode.Parse(line)!;
    }

    internal sealed record Outcome(bool Succeeded, ulong Units, string Logs, string Error, IReadOnlyList<InnerInstruction> Calls);
}
