using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Ledger.Serving.Das;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Transactions;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Chain;

namespace Piwa.Tests.Fuzzing;

/// <content>What comes over the network: questions to the ledger and the oracle, answers of nodes.</content>
internal sealed partial class FuzzTargets
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly ShardExaminer _examiner = new(() => throw new InvalidOperationException("Nothing is made here."));
    private FuzzWorld? _world;
    private JsonRpcDispatcher? _dispatcher;
    private FuzzNode? _node;
    private SolanaRpcClient? _client;

    private IEnumerable<FuzzTarget> Services() =>
    [
        new("json-rpc", FuzzForm.Json, input =>
        {
            if (Dispatcher().Handle(input) is { } answer)
                JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = 256 }).Dispose();
        }) { MaxBytes = 50 * 1024, Mutations = 400, FixedBytes = 64 << 20, BytesOfByte = 4096 },
        new("programs", FuzzForm.Binary, Execute) { MaxBytes = 1000, FixedBytes = 32 << 20 },
        new("submission", FuzzForm.Json, input =>
        {
            ShardSubmission submission = SubmissionCodec.Decode(input);
            _examiner.Examine(submission);
            byte[] bytes = SubmissionCodec.Encode(submission);
            Same(bytes, SubmissionCodec.Encode(SubmissionCodec.Decode(bytes)));
        }, typeof(OracleException)),
        new("signed-request", FuzzForm.Text, input =>
        {
            string[] lines = Text(input).Split('\n', 4);
            new RequestVerifier(TestKeys.Key(1), _clock).Verify(
                lines[0], lines.ElementAtOrDefault(1) ?? "", lines.ElementAtOrDefault(2), System.Text.Encoding.UTF8.GetBytes(lines.ElementAtOrDefault(3) ?? ""), out _);
        }),
        new("oracle-message", FuzzForm.Json, input => JsonSerializer.Deserialize(input, OracleJson.Default.WireMessage), typeof(JsonException)),
        new("oracle-answer", FuzzForm.Json, input =>
        {
            if (input.Length == 0)
                return;
            byte[] json = input[1..];
            _ = (input[0] % 4) switch
            {
                0 => (object?)JsonSerializer.Deserialize(json, OracleJson.Default.WireOracle),
                1 => JsonSerializer.Deserialize(json, OracleJson.Default.WireVerdict),
                2 => JsonSerializer.Deserialize(json, OracleJson.Default.WireSignature),
                _ => JsonSerializer.Deserialize(json, RequestJson.Default.WireFault),
            };
        }, typeof(JsonException)),
    ];

    private IEnumerable<FuzzTarget> Nodes() =>
    [
        new("encoded-data", FuzzForm.Json, input => JsonSerializer.Deserialize(input, RpcJson.Default.EncodedData), typeof(JsonException)) { FixedBytes = 64 << 20 },
        new("node-answers", FuzzForm.Json, input =>
        {
            if (input.Length == 0)
                return;
            _node ??= new FuzzNode();
            _client ??= new SolanaRpcClient(new RpcClientOptions
            {
                Endpoints = { new RpcEndpoint(new Uri("http://node")) },
                MaximumAttempts = 1,
                TimeProvider = _clock,
                CreateHandler = () => _node,
            });
            _node.Result = input[1..];
            _clock.Advance(TimeSpan.FromMinutes(10));
            FuzzNode.Questions[input[0] % FuzzNode.Questions.Count](_client).AsTask().GetAwaiter().GetResult();
        }, typeof(RpcException), typeof(TransactionRejectedException)) { FixedBytes = 64 << 20, Mutations = 600 },
    ];

    private JsonRpcDispatcher Dispatcher()
    {
        if (_dispatcher is not null)
            return _dispatcher;
        _world = new FuzzWorld();
        Dictionary<string, JsonRpcMethod> methods = new(new LedgerMethods(_world.Ledger).ByName);
        foreach ((string name, JsonRpcMethod method) in new AssetMethods(_world.Ledger).ByName)
            methods.Add(name, method);
        return _dispatcher = new JsonRpcDispatcher(methods, maximumBatch: 100);
    }

    /// <summary>An instruction: its program, how many accounts and which, and data. Tried on a ledger that has one of each kind of account.</summary>
    private void Execute(byte[] input)
    {
        if (input.Length < 2)
            return;
        Dispatcher();
        PublicKey[] programs = FuzzWorld.Programs, accounts = _world!.Accounts;
        int count = Math.Min(input[1] % 20, input.Length - 2);
        Instruction instruction = new(
            programs[input[0] % programs.Length],
            [.. input.Skip(2).Take(count).Select(which => new Piwa.Chain.Transactions.AccountMeta(accounts[(which >> 2) % accounts.Length], (which & 1) != 0, (which & 2) != 0))],
            input.AsMemory(2 + count));
        Message message = Message.CompileLegacy(accounts[0], [instruction], _world.Ledger.GetLatestBlockhash().Blockhash);
        byte[] wire = [(byte)message.Header.RequiredSignatureCount, .. new byte[message.Header.RequiredSignatureCount * Signature.Size], .. message.Bytes.Span];
        if (wire.Length <= Transaction.MaximumBytes)
            _world.Ledger.SimulateTransaction(wire);
    }

    private void DisposeServices()
    {
        _client?.Dispose();
        _node?.Dispose();
        _world?.Dispose();
        _examiner.Dispose();
    }
}
