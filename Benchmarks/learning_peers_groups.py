"""The peers' side of convolutions over groups; see learning_peers.py."""
import numpy as np


def peers():
    """What every job uses; it imports this file, so it is found when a job runs."""
    import learning_peers

    return learning_peers


# The P4CNN of Cohen and Welling (2016) for rotated MNIST: weights are (row, column, in, rotation, out)

WINDOWS = [3, 3, 3, 3, 3, 3, 4]


def p4cnn_data(folder, generator):
    peers().write(folder, "images", generator.standard_normal((128, 28, 28, 1)))
    peers().write(folder, "labels", generator.integers(0, 10, 128))
    for layer, size in enumerate(WINDOWS):
        shape = (size, size, 1, 1, 10) if layer == 0 else (size, size, 10, 4, 10)
        peers().write(folder, f"w{layer}", generator.standard_normal(shape) * (2 / np.prod(shape[:-1])) ** 0.5)
        peers().write(folder, f"b{layer}", generator.standard_normal(10) * 0.1)
        peers().write(folder, f"scale{layer}", generator.uniform(0.5, 1.5, 10))
        peers().write(folder, f"shift{layer}", generator.standard_normal(10) * 0.1)


def p4cnn(form, folder):
    torch = peers().torch_module()
    functional = torch.nn.functional
    layout = torch.channels_last if form == "last" else torch.contiguous_format

    def parameter(name):
        return torch.from_numpy(peers().read(folder, name))

    x = parameter("images").permute(0, 3, 1, 2).contiguous(memory_format=layout)
    labels = parameter("labels").long()
    # (out, in, rotation, row, column), as conv2d wants them.
    weights = [parameter(f"w{layer}").permute(4, 2, 3, 0, 1).contiguous().requires_grad_()
               for layer in range(len(WINDOWS))]
    biases, scales, shifts = [
        [parameter(f"{name}{layer}").requires_grad_() for layer in range(len(WINDOWS))]
        for name in ("b", "scale", "shift")]
    optimizer = torch.optim.Adam(weights + biases + scales[:-1] + shifts[:-1], lr=1e-3)

    def bank(w):
        out, inputs, rotations, size, _ = w.shape
        moved = [torch.rot90(w, turn, (-2, -1)).roll(turn if rotations > 1 else 0, 2) for turn in range(4)]
        filters = torch.stack(moved, 1).reshape(4 * out, inputs * rotations, size, size)
        return filters.contiguous(memory_format=layout)

    def normalized(x, scale, shift):
        items, channels, height, width = x.shape
        if form == "last":
            # Channels innermost: the numbers of a channel's rotations become columns, nothing is copied.
            rows = x.permute(0, 2, 3, 1).reshape(-1, 10, 4).permute(0, 2, 1).reshape(-1, 10)
            rows = functional.batch_norm(rows, None, None, scale, shift, training=True)
            rows = rows.reshape(-1, 4, 10).permute(0, 2, 1).reshape(items, height, width, channels)
            return rows.permute(0, 3, 1, 2)
        # A channel's four maps are neighbours: one map four times as high.
        maps = functional.batch_norm(
            x.reshape(items, 10, 4 * height, width), None, None, scale, shift, training=True)
        return maps.reshape(items, channels, height, width)

    def logits():
        field = x
        for layer, w in enumerate(weights):
            field = functional.conv2d(field, bank(w), biases[layer].repeat_interleave(4))
            if layer == len(weights) - 1:
                return field.reshape(len(x), 10, 4).amax(2)
            field = functional.relu(normalized(field, scales[layer], shifts[layer]))
            if layer == 1:
                field = functional.max_pool2d(field, 2)

    def step():
        optimizer.zero_grad()
        loss = functional.cross_entropy(logits(), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


DATA = {"p4cnn": p4cnn_data}
JOBS = {"p4cnn": p4cnn}
