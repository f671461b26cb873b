using Actors.Capture;
using Actors.Prepare;
using Akka.Actor;

namespace Actors.Tests.Capture;

public sealed class FramePoolTests : IDisposable
{
    private static readonly InputForm Other = Frames.Forms[0] with { Prepare = new PrepareSettings { Resize = ResizeMode.Letterbox } };

    private readonly FramePool _pool = new(2, Frames.Forms, number => new Frame(number, "front", ActorRefs.Nobody, ActorRefs.Nobody, live: false));

    [Fact]
    public void There_are_as_many_buffers_as_its_size_says()
    {
        var frames = RentAll(2);

        Assert.Equal([0, 1], frames.Select(frame => frame.Number));
        AssertEmpty();
    }

    [Fact]
    public void A_pool_that_grows_has_the_new_buffers_at_once()
    {
        RentAll(2);

        _pool.Resize(4);

        Assert.Equal([2, 3], RentAll(2).Select(frame => frame.Number));
        AssertEmpty();
    }

    [Fact]
    public void A_pool_that_shrinks_frees_what_is_free_now_and_the_rest_as_it_comes_back()
    {
        _pool.Resize(4);
        var frames = RentAll(3);

        _pool.Resize(1);

        AssertEmpty();
        frames.ForEach(_pool.ReturnOrFree);
        Assert.True(_pool.IsWhole);
        Assert.Equal([0], RentAll(1).Select(frame => frame.Number));
        AssertEmpty();
        Assert.True(frames[2].Image.IsDisposed);
    }

    [Fact]
    public void A_pool_that_grows_again_has_every_number_once()
    {
        _pool.Resize(4);
        var frames = RentAll(4);
        _pool.Resize(1);
        _pool.ReturnOrFree(frames[3]);

        _pool.Resize(4);
        frames.Take(3).ToList().ForEach(_pool.ReturnOrFree);

        Assert.Equal([0, 1, 2, 3], RentAll(4).Select(frame => frame.Number).Order());
        AssertEmpty();
    }

    [Fact]
    public void Frames_are_furnished_in_the_forms_that_are_wanted_as_they_set_out()
    {
        var frame = RentAll(1)[0];
        _pool.Furnish(frame);
        var before = frame.Inputs;
        Assert.Equal(Frames.Forms, before.Select(input => input.Form));

        _pool.UseForms([.. Frames.Forms, Other]);
        Assert.Same(before, frame.Inputs);
        _pool.Furnish(frame);

        Assert.Equal([Frames.Forms[0], Other], frame.Inputs.Select(input => input.Form));
        Assert.Null(frame.InputIn(Other with { Prepare = new PrepareSettings { Resize = ResizeMode.CentreCrop } }));
        Assert.Same(frame.Inputs[1], frame.InputIn(Other with { }));
    }

    [Fact]
    public void A_frame_on_its_way_keeps_its_inputs_until_it_is_furnished_anew()
    {
        var frame = RentAll(1)[0];
        _pool.Furnish(frame);
        var memory = frame.Inputs[0].Tensor.Memory;

        _pool.UseForms([Other]);
        using (memory.Pin())
        {
        }

        _pool.Furnish(frame);
        Assert.Throws<ObjectDisposedException>(() => memory.Pin());
    }

    [Fact]
    public void The_inputs_of_frames_do_not_overlap()
    {
        var frames = RentAll(2);
        frames.ForEach(_pool.Furnish);

        frames[0].Inputs[0].Tensor.Pixels.SetTo(1);
        frames[1].Inputs[0].Tensor.Pixels.SetTo(2);

        Assert.True(frames[0].Inputs[0].Tensor.Memory.Span.IndexOfAnyExcept((byte)1) < 0);
        Assert.True(frames[1].Inputs[0].Tensor.Memory.Span.IndexOfAnyExcept((byte)2) < 0);
    }

    public void Dispose() => _pool.Dispose();

    private List<Frame> RentAll(int count) => [.. Enumerable.Range(0, count).Select(_ => _pool.Rent(CancellationToken.None))];

    private void AssertEmpty() => Assert.Throws<OperationCanceledException>(() => _pool.Rent(new CancellationToken(canceled: true)));
}
