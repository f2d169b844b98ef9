using System.Runtime.InteropServices;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Fleet;

namespace Piwa.Bench.Fleet;

/// <content>What nodes and coordinators do, as <see cref="FleetNode"/>, <see cref="FleetChecker"/> and <see cref="FleetService"/> do it.</content>
internal sealed partial class FleetSimulation
{
    private const long RenderUnits = 100_000_000;
    private const int RenewalsInALease = 3;
    private const int CommitBatch = 16;

    private static readonly TimeSpan RequestMemory = TimeSpan.FromMinutes(4);

    /// <summary>Of the units, the part in which all nodes want more: not the beginning, and not the end.</summary>
    private const double FairFrom = 0.1, FairTo = 0.9;

    private Task StepAsync(SimulatedEvent happening) => happening.Step switch
    {
        SimulatedStep.Ask => AskAsync(happening.Node!, happening.At),
        SimulatedStep.Made => MadeAsync(happening.Node!, happening.At),
        SimulatedStep.AskChecks => AskChecksAsync(happening.Node!, happening.At),
        SimulatedStep.Checked => CheckedAsync(happening.Node!, happening.At),
        SimulatedStep.Renew => RenewAsync(happening.Node!, happening.At),
        SimulatedStep.Commit => CommitAsync(happening.At),
        _ => ReturnAsync(happening.At),
    };

    private async Task AskAsync(SimulatedNode node, TimeSpan at)
    {
        int life = node.Life;
        await AdmitAsync(node, at).ConfigureAwait(false);
        IReadOnlyList<FleetLease> leases = await _meter.TimeAsync(
            SimulatedCall.Lease, () => _book.LeaseAsync(node.Wallet, _options.Ask, _stop)).ConfigureAwait(false);
        if (leases.Count == 0)
        {
            (bool _, bool isOpen) = await _book.FindStandAsync(_stop).ConfigureAwait(false);
            Schedule(at + (isOpen ? PollTime : _pauses.Next(Epoch + at)), SimulatedStep.Ask, node);
            return;
        }

        lock (_gate)
        {
            node.Leased += leases.Count;
            foreach (FleetLease lease in leases)
                Recover(lease, at);
            if (node.Life == life && !node.IsDead)
            {
                foreach (FleetLease lease in leases)
                    node.Held.AddLast(lease);
                Schedule(at + TimeOf(_options.UnitTime, node), SimulatedStep.Made, node);
            }
            else
            {
                Lose(leases); // it died while it was being answered
            }

            _meter.AddLeases(at, leases.Count, leases.Count(lease => lease.Epoch == 1));
            Note();
            if (_loss is null && _options.LostShare > 0 && _meter.First >= _options.LossAfter * _options.Units)
                Die(at);
        }
    }

    private async Task MadeAsync(SimulatedNode node, TimeSpan at)
    {
        FleetLease? lease;
        lock (_gate)
            lease = node.Held.First?.Value;
        if (lease is not null)
        {
            // The shard is put into the store with a ticket, which is given to who has the lease; then the unit is handed in.
            await AdmitAsync(node, at).ConfigureAwait(false);
            var upload = new WireUpload(lease, _content.Length, Blake3.Hash(MemoryMarshal.AsBytes([lease.Unit, lease.Epoch])));
            bool hasIt = await _book.EnterUploadAsync(node.Wallet, upload, _stop).ConfigureAwait(false) is null;
            await AdmitAsync(node, at).ConfigureAwait(false);
            FinishOutcome outcome = await _meter.TimeAsync(
                SimulatedCall.Finish, () => _book.FinishAsync(node.Wallet, lease, _content, _content[..32], _samples, _truth, _stop)).ConfigureAwait(false);
            if (outcome is not (FinishOutcome.Taken or FinishOutcome.Lost) || hasIt != (outcome == FinishOutcome.Taken))
                throw new InvalidOperationException($"Unit {lease.Unit} of epoch {lease.Epoch} was {outcome}; its node had it: {hasIt}.");
            if (outcome == FinishOutcome.Taken)
            {
                _meter.AddFinished(at);
                lock (_gate)
                    Keep(lease, at);
            }
        }

        lock (_gate)
        {
            if (lease is not null)
                node.Held.Remove(lease);
            bool hasMore = node.Held.Count > 0;
            Schedule(hasMore ? at + TimeOf(_options.UnitTime, node) : at, hasMore ? SimulatedStep.Made : SimulatedStep.Ask, node);
        }
    }

    private async Task AskChecksAsync(SimulatedNode node, TimeSpan at)
    {
        if (_options.Samples == 0)
            return;
        await AdmitAsync(node, at).ConfigureAwait(false);
        IReadOnlyList<FleetCheck> checks = await _meter.TimeAsync(
            SimulatedCall.LeaseChecks, () => _book.LeaseChecksAsync(node.Wallet, _options.Ask, _stop)).ConfigureAwait(false);
        TimeSpan pause = TimeSpan.Zero;
        if (checks.Count == 0)
        {
            await _book.FindStandAsync(_stop).ConfigureAwait(false);
            pause = _pauses.Next(Epoch + at);
        }

        lock (_gate)
        {
            node.MissedChecks = checks.Count == 0 ? node.MissedChecks + 1 : 0;
            foreach (FleetCheck check in checks)
                node.Checks.Enqueue(check);
            if (checks.Count == 0)
                Schedule(at + Longer(pause, FleetRules.CheckPollTime(_options.LeaseTime, node.MissedChecks)), SimulatedStep.AskChecks, node);
            else
                Schedule(at + TimeOf(_options.CheckTime, node), SimulatedStep.Checked, node);
        }
    }

    private async Task CheckedAsync(SimulatedNode node, TimeSpan at)
    {
        FleetCheck? check;
        lock (_gate)
            node.Checks.TryPeek(out check);
        if (check is not null)
        {
            await AdmitAsync(node, at).ConfigureAwait(false);
            await _meter.TimeAsync(SimulatedCall.Answer, () => _book.AnswerAsync(node.Wallet, check, _truth, _stop)).ConfigureAwait(false);
        }

        lock (_gate)
        {
            if (node.Checks.Count > 0)
                node.Checks.Dequeue();
            bool hasMore = node.Checks.Count > 0;
            Schedule(hasMore ? at + TimeOf(_options.CheckTime, node) : at, hasMore ? SimulatedStep.Checked : SimulatedStep.AskChecks, node);
        }
    }

    private async Task RenewAsync(SimulatedNode node, TimeSpan at)
    {
        FleetLease[] held;
        FleetCheck[] checks;
        lock (_gate)
            (held, checks) = ([.. node.Held], [.. node.Checks]);
        await AdmitAsync(node, at).ConfigureAwait(false);
        IReadOnlyList<FleetLease> kept = await _meter.TimeAsync(
            SimulatedCall.Renew, () => _book.RenewAsync(node.Wallet, held, checks, _stop)).ConfigureAwait(false);
        lock (_gate)
        {
            // What was handed in meanwhile is not lost; what is lost is told when it is handed in.
            foreach (FleetLease lost in held.Except(kept))
            {
                if (node.Held.First?.Value != lost)
                    node.Held.Remove(lost);
            }
        }

        Schedule(at + (_options.LeaseTime / RenewalsInALease), SimulatedStep.Renew, node);
    }

    private async Task CommitAsync(TimeSpan at)
    {
        for (int now = CommitBatch; now == CommitBatch;)
        {
            now = await _meter.TimeAsync(
                SimulatedCall.Commit, () => _book.CommitAsync(CommitBatch, _ => Task.FromResult(new StoredUnit(UnitAssets)), _stop)).ConfigureAwait(false);
            _meter.AddCommitted(at, now);
        }

        await _book.IsDoneAsync(_stop).ConfigureAwait(false);
        Schedule(at + CommitInterval, SimulatedStep.Commit, null);
    }

    /// <summary>A request is remembered, and its node met: what a coordinator does first with each.</summary>
    private async Task AdmitAsync(SimulatedNode node, TimeSpan at)
    {
        byte[] nonce = new byte[16];
        lock (_gate)
        {
            _random.NextBytes(nonce);
            _requests++;
        }

        var proof = new RequestProof(node.Wallet, Convert.ToHexStringLower(nonce), Epoch + at);
        (bool isNew, string? refusal) = await _meter.TimeAsync(
            SimulatedCall.Admit, () => _book.AdmitAsync(proof, RequestMemory, "", _stop)).ConfigureAwait(false);
        if (!isNew || refusal is not null)
            throw new InvalidOperationException($"The node {node.Wallet} was turned away: {refusal ?? "its request was known"}");
    }

    private void Die(TimeSpan at)
    {
        SimulatedNode[] dead = [.. _nodes];
        _random.Shuffle(dead);
        _loss = new LossState(at, dead[..(int)(_options.LostShare * dead.Length)]);
        foreach (SimulatedNode node in _loss.Nodes)
        {
            node.IsDead = true;
            Lose(node.Held);
            node.Held.Clear();
            node.Checks.Clear();
        }

        Schedule(at + _options.ReturnAfter, SimulatedStep.Return, null);
    }

    private Task ReturnAsync(TimeSpan at)
    {
        lock (_gate)
        {
            _loss!.Returned = at;
            foreach (SimulatedNode node in _loss.Nodes)
            {
                node.Life++;
                node.IsDead = false;
                node.MissedChecks = 0;
                Begin(node, at);
            }
        }

        return Task.CompletedTask;
    }

    private void Lose(IEnumerable<FleetLease> leases)
    {
        foreach (FleetLease lease in leases)
            _loss!.Units += _lost.Add(lease.Unit) ? 1 : 0;
    }

    /// <summary>What was handed in while its node died is not lost.</summary>
    private void Keep(FleetLease lease, TimeSpan at)
    {
        if (!_lost.Contains(lease.Unit))
            return;
        _loss!.Units--;
        Recover(lease, at);
    }

    private void Recover(FleetLease lease, TimeSpan at)
    {
        if (!_lost.Remove(lease.Unit))
            return;
        if (_lost.Count * 2 <= _loss!.Units)
            _loss.HalfLeasedAgain ??= at;
        if (_lost.Count == 0)
            _loss.LeasedAgain = at;
    }

    /// <summary>Notes what each has got at the ends of the part in which all want more.</summary>
    private void Note()
    {
        foreach ((double share, long[] leased) in (ReadOnlySpan<(double, long[])>)[(FairFrom, _before), (FairTo, _after)])
        {
            if (_meter.First < share * _options.Units || leased.Any(count => count > 0))
                continue;
            for (int i = 0; i < leased.Length; i++)
                leased[i] = _nodes[i].Leased;
        }
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static TimeSpan TimeOf(TimeSpan mean, SimulatedNode node) => mean / node.Speed;
}
