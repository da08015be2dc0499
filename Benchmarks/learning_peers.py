"""The peers' side of `scripts/bench learning`: `JOB FORM FOLDER RUNS` prints a JSON object; `data NAME FOLDER 1` writes arrays.

A job is a function of a form and a folder that gives back what is timed; that gives back the value both sides must
agree on at the first run.
"""
import gc
import json
import os
import pathlib
import statistics
import sys
import time
THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))
import numpy as np  # noqa: E402


def write(folder, name, array):
    """Writes an array as `NAME.SHAPE.f32` or `.i32`, row-major."""
    array = np.ascontiguousarray(array, np.float32 if np.asarray(array).dtype.kind == "f" else np.int32)
    shape = "x".join(map(str, array.shape)) if array.ndim else "1"
    array.tofile(folder / f"{name}.{shape}.{'f32' if array.dtype == np.float32 else 'i32'}")


def read(folder, name):
    (path,) = [path for path in folder.iterdir() if path.name.split(".")[0] == name]
    shape = [int(size) for size in path.name.split(".")[1].split("x")]
    return np.fromfile(path, np.float32 if path.suffix == ".f32" else np.int32).reshape(shape)


def torch_module():
    import torch

    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    return torch


# Data

def data(name, folder):
    generator = np.random.default_rng(0)
    if name.replace("x", "").isdigit():
        m, n, k = map(int, name.split("x"))
        write(folder, "a", generator.standard_normal((m, k)))
        write(folder, "b", generator.standard_normal((k, n)))
    else:
        DATA[name](folder, generator)


def perceptron(folder, generator):
    write(folder, "x", generator.random((64, 64)))
    write(folder, "y", generator.integers(0, 10, 64))
    write(folder, "w1", generator.standard_normal((64, 32)) * 0.1)
    write(folder, "b1", np.zeros(32))
    write(folder, "w2", generator.standard_normal((32, 10)) * 0.1)
    write(folder, "b2", np.zeros(10))


def sparse(generator, rows, columns, each):
    """Offsets, columns and values of a matrix with `each` entries a row."""
    chosen = np.sort(np.stack([generator.choice(columns, each, replace=False) for _ in range(rows)]), 1)
    return np.arange(rows + 1) * each, chosen.reshape(-1), np.full(rows * each, 1 / each)


def glorot(generator, *shape):
    limit = (6 / (shape[-2] + shape[-1])) ** 0.5
    return generator.uniform(-limit, limit, shape)


def spmm_data(entries_too):
    def make(folder, generator):
        nodes, entries, channels = 169_343, 1_200_000, 128
        keys = np.unique(generator.integers(0, nodes * nodes, entries))
        write(folder, "offsets", np.searchsorted(keys // nodes, np.arange(nodes + 1)))
        write(folder, "columns", keys % nodes)
        write(folder, "values", generator.uniform(0, 1, len(keys)))
        write(folder, "x", generator.standard_normal((nodes, channels)))
        write(folder, "weights", generator.standard_normal((nodes, channels)))
        write(folder, "entries-too", np.array([int(entries_too)]))

    return make


def graph(folder, generator, nodes, edges, rate):
    """The ends of so many undirected edges in both directions, without loops and without repetitions."""
    keys = np.zeros(0, np.int64)
    while len(keys) < edges:
        a, b = generator.integers(0, nodes, (2, edges))
        keys = np.unique(np.concatenate([keys, (np.minimum(a, b) * nodes + np.maximum(a, b))[a != b]]))
    keys = generator.permutation(keys)[:edges]
    a, b = keys // nodes, keys % nodes
    write(folder, "from", np.concatenate([a, b]))
    write(folder, "to", np.concatenate([b, a]))
    write(folder, "rate", np.array([rate], np.float32))


def cora(model, rate):
    """A random graph of Cora's size: 2,708 nodes, 5,278 edges, 18 of 1,433 words a node, 7 classes, 140 labels."""

    def make(folder, generator):
        nodes, words, classes = 2_708, 1_433, 7
        graph(folder, generator, nodes, 5_278, rate)
        for name, array in zip(("offsets", "columns", "values"), sparse(generator, nodes, words, 18)):
            write(folder, name, array)
        write(folder, "labels", generator.integers(0, classes, nodes))
        write(folder, "training", np.sort(generator.choice(nodes, 140, replace=False)))
        hidden = 16 if model == "gcn" else 64
        write(folder, "w1", glorot(generator, words, hidden))
        write(folder, "b1", np.zeros(hidden))
        write(folder, "w2", glorot(generator, hidden, classes))
        write(folder, "b2", np.zeros(classes))
        if model == "gat":
            for layer, shape in (1, (8, 8)), (2, (1, classes)):
                for side in "query", "key":
                    write(folder, f"{side}{layer}", glorot(generator, *shape))

    return make


def arxiv(rate):
    """A random graph of ogbn-arxiv's size: 169,343 nodes, 1,166,243 edges, 128 features, 40 classes."""

    def make(folder, generator):
        nodes, classes = 169_343, 40
        graph(folder, generator, nodes, 1_166_243, rate)
        write(folder, "features", generator.standard_normal((nodes, 128)))
        write(folder, "labels", generator.integers(0, classes, nodes))
        write(folder, "training", np.arange(nodes))
        for layer, (inputs, outputs) in enumerate(((128, 256), (256, 256), (256, classes)), 1):
            write(folder, f"w{layer}", glorot(generator, inputs, outputs))
            write(folder, f"b{layer}", np.zeros(outputs))

    return make


def images(folder, generator):
    write(folder, "images", generator.standard_normal((64, 28, 28, 1)))
    write(folder, "labels", generator.integers(0, 10, 64))
    for layer, shape in enumerate([(3, 3, 1, 32), (3, 3, 32, 64), (9216, 128), (128, 10)], 1):
        write(folder, f"w{layer}", generator.standard_normal(shape) * np.prod(shape[:-1]) ** -0.5)
        write(folder, f"b{layer}", generator.standard_normal(shape[-1]) * 0.1)


def table(rows, columns, *vectors):
    def make(folder, generator):
        write(folder, "x", generator.standard_normal((rows, columns)))
        for name in vectors:
            write(folder, name, generator.standard_normal((rows, columns) if name == "weights" else columns))
    return make


def fourier_layer_data(folder, generator):
    write(folder, "x", generator.standard_normal((20, 64, 64, 32)))
    write(folder, "weights", generator.standard_normal((24, 12, 32, 32, 2)) / 32)


def spectral_filter_data(folder, generator):
    write(folder, "x", generator.standard_normal((20, 64, 64, 32)))
    write(folder, "filter", generator.standard_normal((64, 33, 32)))


def spectral_diffusion_data(folder, generator):
    rows, modes, channels = 7000, 128, 128
    write(folder, "x", generator.standard_normal((rows, channels)))
    write(folder, "times", generator.uniform(0.01, 0.5, channels))
    write(folder, "vectors", generator.standard_normal((rows, modes)))
    write(folder, "values", np.sort(generator.uniform(0, 50, modes)))
    write(folder, "mass", generator.uniform(0.5, 1.5, rows) / rows)


def feature_maps(folder, generator):
    for name, shape in [("images", (64, 28, 28, 32)), ("probe", (64, 28, 28, 32)), ("scale", 32), ("shift", 32)]:
        write(folder, name, generator.standard_normal(shape))


DATA = {
    "elementwise": table(10000, 1000, "a", "b"),
    "feature-maps": feature_maps,
    "first-step": perceptron,
    "fourier-layer": fourier_layer_data,
    "gat-cora": cora("gat", 0.6),
    "gat-cora-plain": cora("gat", 0),
    "gcn-arxiv": arxiv(0.5),
    "gcn-arxiv-plain": arxiv(0),
    "gcn-cora": cora("gcn", 0.5),
    "gcn-cora-plain": cora("gcn", 0),
    "images": images,
    "narrow rows": table(156250, 64, "weights"),
    "spectral-diffusion": spectral_diffusion_data,
    "spectral-filter": spectral_filter_data,
    "spmm": spmm_data(False),
    "spmm-entries": spmm_data(True),
    "tiny": lambda folder, generator: write(folder, "x", generator.standard_normal(8) * 0.1),
    "wide rows": table(10000, 1000, "weights"),
}


def encoder(rate):
    torch = torch_module()
    layer = torch.nn.TransformerEncoderLayer(128, 4, 512, rate, "gelu", batch_first=True)
    return torch.nn.TransformerEncoder(layer, 4, enable_nested_tensor=False), torch.nn.Linear(128, 128)


def transformer_data(rate):
    def make(folder, generator):
        write(folder, "rate", np.array([rate], np.float32))
        write(folder, "layers", np.array([4]))
        write(folder, "x", generator.standard_normal((32, 128, 128)))
        write(folder, "y", generator.standard_normal((32, 128, 128)))
        model, head = encoder(rate)
        for index, layer in enumerate(model.layers):
            for name, part in transformer_parts(layer):
                # A peer's layers begin alike and without biases, which would leave mistakes in both unseen.
                value = part.detach().numpy()
                value = value + 0.1 * generator.standard_normal(value.shape)
                write(folder, f"layer{index}_{name}", value.T)
        write(folder, "head_w", head.weight.detach().numpy().T)
        write(folder, "head_b", head.bias.detach().numpy())
    return make


def transformer_parts(layer):
    attention = layer.self_attn
    return [("in_w", attention.in_proj_weight), ("in_b", attention.in_proj_bias),
            ("out_w", attention.out_proj.weight), ("out_b", attention.out_proj.bias),
            ("norm1_w", layer.norm1.weight), ("norm1_b", layer.norm1.bias),
            ("up_w", layer.linear1.weight), ("up_b", layer.linear1.bias),
            ("down_w", layer.linear2.weight), ("down_b", layer.linear2.bias),
            ("norm2_w", layer.norm2.weight), ("norm2_b", layer.norm2.bias)]


DATA["transformer"] = transformer_data(0.0)
DATA["transformer-dropout"] = transformer_data(0.1)


# Jobs

def matmul(form, folder):
    a, b = read(folder, "a"), read(folder, "b")
    target = np.empty((a.shape[0], b.shape[1]), np.float32)
    return lambda: float(np.matmul(a, b, out=target)[0, 0])


def first_step(form, folder):
    import torch

    names = ["w1", "b1", "w2", "b2"]
    w1, b1, w2, b2 = p = [torch.from_numpy(read(folder, name)).requires_grad_() for name in names]
    x, y = torch.from_numpy(read(folder, "x")), torch.from_numpy(read(folder, "y")).long()
    optimizer = torch.optim.Adam(p, lr=0.001)

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(torch.relu(x @ w1 + b1) @ w2 + b2, y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def spmm(form, folder):
    """`csr`: torch's own product of a CSR matrix; `gather`: rows gathered, scaled and added by index, as without CSR."""
    torch = torch_module()
    x = torch.from_numpy(read(folder, "x")).requires_grad_()
    weights = torch.from_numpy(read(folder, "weights"))
    learns = bool(read(folder, "entries-too")[0])
    offsets, columns = (torch.from_numpy(read(folder, name).astype(np.int64)) for name in ("offsets", "columns"))
    values = torch.from_numpy(read(folder, "values")).requires_grad_(learns)
    if form == "csr":
        matrix = torch.sparse_csr_tensor(offsets, columns, values.detach(), (len(weights), len(x)))
        matrix.requires_grad_(learns)
    rows = torch.repeat_interleave(torch.arange(len(weights)), offsets.diff())

    def step():
        if form == "csr":
            product = torch.sparse.mm(matrix, x)
            wanted = [x, matrix] if learns else [x]
        else:
            product = torch.zeros_like(weights).index_add_(0, rows, values[:, None] * x[columns])
            wanted = [x, values] if learns else [x]
        found = torch.autograd.grad((product * weights).sum(), wanted)
        dense = [one.values() if one.layout == torch.sparse_csr else one for one in found]
        return float(sum(one.double().square().sum().sqrt() for one in dense))

    return step


def graph_tensors(torch, folder):
    ends = torch.from_numpy(np.stack([read(folder, "from"), read(folder, "to")]).astype(np.int64))
    labels, training = (torch.from_numpy(read(folder, name).astype(np.int64)) for name in ("labels", "training"))
    return ends, labels, training, float(read(folder, "rate")[0])


def propagation(torch, ends, nodes):
    loop = torch.arange(nodes)
    i, j = torch.cat([ends[1], loop]), torch.cat([ends[0], loop])
    scale = torch.bincount(i, minlength=nodes).float().rsqrt()
    return torch.sparse_coo_tensor(torch.stack([i, j]), scale[i] * scale[j], (nodes, nodes)).coalesce().to_sparse_csr()


def graph_network(form, folder, model, rates):
    """A network of convolutions on a graph and its training step.

    `pyg` is PyTorch Geometric's layers (the normalization cached), `csr` torch's product with the normalized adjacency
    made once. With `-sparse` the features of the first layer are a CSR matrix too, whose stored entries are dropped.
    """
    torch = torch_module()
    functional = torch.nn.functional
    ends, labels, training, rate = graph_tensors(torch, folder)
    nodes = len(labels)
    parameter = lambda name: torch.nn.Parameter(torch.from_numpy(read(folder, name)))  # noqa: E731
    names = sorted({path.name.split(".")[0] for path in folder.iterdir()})
    layers = [name[1:] for name in names if name[0] == "w" and name[1:].isdigit()]
    if "features" in names:
        features = torch.from_numpy(read(folder, "features"))
    else:
        offsets, columns, values = (torch.from_numpy(read(folder, name)) for name in ("offsets", "columns", "values"))
        size = (nodes, read(folder, "w1").shape[0])
        features = torch.sparse_csr_tensor(offsets.long(), columns.long(), values, size)
        if not form.endswith("-sparse"):
            features = features.to_dense()
    adjacency = propagation(torch, ends, nodes) if form.startswith("csr") else ends
    convolutions = []
    if form.startswith("pyg"):
        from torch_geometric.nn import GATConv, GCNConv

        for layer in layers:
            weight = read(folder, f"w{layer}")
            if model == "gat":
                heads, channels = read(folder, f"query{layer}").shape
                one = GATConv(weight.shape[0], channels, heads=heads, dropout=rate)
                one.att_src.data = torch.from_numpy(read(folder, f"key{layer}"))[None]
                one.att_dst.data = torch.from_numpy(read(folder, f"query{layer}"))[None]
            else:
                one = GCNConv(*weight.shape, cached=True)
            one.lin.weight.data = torch.from_numpy(weight.T.copy())
            one.bias.data = torch.from_numpy(read(folder, f"b{layer}"))
            convolutions.append(one)
        parameters = [value for one in convolutions for value in one.parameters()]
        apply = lambda layer, x: convolutions[layer](x, adjacency)  # noqa: E731
    else:
        parameters = [parameter(kind + layer) for layer in layers for kind in "wb"]
        apply = lambda layer, x: adjacency @ (x @ parameters[2 * layer]) + parameters[2 * layer + 1]  # noqa: E731
    optimizer = torch.optim.Adam(parameters, lr=rates["rate"], weight_decay=rates["decay"])
    activation = functional.elu if model == "gat" else functional.relu

    def dropped():
        if not form.endswith("-sparse"):
            return functional.dropout(features, rate)
        values = functional.dropout(features.values(), rate)
        return torch.sparse_csr_tensor(features.crow_indices(), features.col_indices(), values, features.shape)

    def step():
        optimizer.zero_grad()
        x = dropped() if rates["drops_input"] else features
        for layer in range(len(layers)):
            x = apply(layer, x)
            if layer + 1 < len(layers):
                x = functional.dropout(activation(x), rate)
        loss = functional.cross_entropy(x[training], labels[training])
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


def gcn_cora(form, folder):
    return graph_network(form, folder, "gcn", {"rate": 0.01, "decay": 5e-4, "drops_input": True})


def gat_cora(form, folder):
    return graph_network(form, folder, "gat", {"rate": 0.005, "decay": 5e-4, "drops_input": True})


def gcn_arxiv(form, folder):
    return graph_network(form, folder, "gcn", {"rate": 0.01, "decay": 0, "drops_input": False})


def convolution_network(form, folder):
    """The network of both jobs on images, with our weights brought into torch's order of axes."""
    torch = torch_module()
    layout = torch.channels_last if form == "channels-last" else torch.contiguous_format
    x = torch.from_numpy(read(folder, "images")).permute(0, 3, 1, 2).contiguous(memory_format=layout)
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 32, 3), torch.nn.ReLU(), torch.nn.Conv2d(32, 64, 3), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
        torch.nn.Flatten(), torch.nn.Linear(9216, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    with torch.no_grad():
        for layer, module in enumerate([net[0], net[2], net[6], net[8]], 1):
            weights = torch.from_numpy(read(folder, f"w{layer}"))
            if layer == 3:
                # Rows of the flattened images are (row, column, channel) by ours, (channel, row, column) by torch.
                weights = weights.reshape(12, 12, 64, 128).permute(2, 0, 1, 3).reshape(9216, 128)
            module.weight.copy_(weights.permute(3, 2, 0, 1) if layer < 3 else weights.T)
            module.bias.copy_(torch.from_numpy(read(folder, f"b{layer}")))
    return torch, net.to(memory_format=layout), x


def cnn_train(form, folder):
    torch, net, x = convolution_network(form, folder)
    labels = torch.from_numpy(read(folder, "labels")).long()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(x), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def cnn_infer(form, folder):
    torch, net, x = convolution_network(form, folder)
    net.eval()

    def step():
        with torch.inference_mode():
            return net(x).square().sum().item()

    return step


def elementwise(form, folder):
    torch = torch_module()
    inputs = [torch.from_numpy(read(folder, name)).requires_grad_() for name in ("x", "a", "b")]

    def step():
        x, a, b = inputs
        loss = (torch.relu(x * a + b) * torch.tanh(x)).mean()
        gradients = torch.autograd.grad(loss, inputs)
        return loss.item() + gradients[0][0, 0].item()
    return step


def reductions(form, folder):
    torch = torch_module()
    x = torch.from_numpy(read(folder, "x")).requires_grad_()

    def step():
        rows = (x.sum(1) * x.max(1).values).mean()
        columns = (x.mean(0) * x.max(0).values).sum()
        loss = rows + columns + x.sum() * 1e-3
        (gradient,) = torch.autograd.grad(loss, [x])
        return loss.item() + gradient[0, 0].item()
    return step


def softmax(form, folder):
    torch = torch_module()
    x = torch.from_numpy(read(folder, "x"))

    def step():
        with torch.no_grad():
            return torch.softmax(x, -1)[0, 0].item()
    return step


def softmax_gradient(form, folder):
    torch = torch_module()
    x = torch.from_numpy(read(folder, "x")).requires_grad_()
    weights = torch.from_numpy(read(folder, "weights"))

    def step():
        loss = (torch.softmax(x, -1) * weights).sum()
        (gradient,) = torch.autograd.grad(loss, [x])
        return loss.item() + gradient[0, 0].item()
    return step


def tiny(form, folder):
    torch = torch_module()
    x = torch.from_numpy(read(folder, "x")).requires_grad_()

    def step():
        y = x
        for _ in range(250):
            y = torch.tanh(y * x + x) * 0.5
        loss = y.sum()
        (gradient,) = torch.autograd.grad(loss, [x])
        return loss.item() + gradient[0].item()
    return step


def training_step(parameters, loss_of):
    """A step that gives the loss and leaves gradients, as an optimizer would find them."""
    def step():
        for parameter in parameters:
            parameter.grad = None
        loss = loss_of(*parameters)
        loss.backward()
        return float(loss.detach())
    return step


def fourier_layer(form, folder):
    torch = torch_module()
    modes = 12
    weights = torch.view_as_complex(torch.tensor(read(folder, "weights")))
    x = torch.tensor(read(folder, "x"))
    if form == "first":
        x = x.permute(0, 3, 1, 2).contiguous()
        low, high = (w.permute(2, 3, 0, 1).contiguous() for w in (weights[:modes], weights[modes:]))
        mix, axes = "bixy,ioxy->boxy", (2, 3)
    else:
        low, high = weights[:modes].contiguous(), weights[modes:].contiguous()
        mix, axes = "bxyi,xyio->bxyo", (1, 2)
    cut = (slice(None),) * axes[0]
    rows = [cut + (slice(0, modes), slice(0, modes)), cut + (slice(-modes, None), slice(0, modes))]
    parameters = [tensor.requires_grad_() for tensor in (x, low, high)]

    def loss(x, low, high):
        spectrum = torch.fft.rfft2(x, dim=axes)
        mixed = torch.zeros_like(spectrum)
        mixed[rows[0]] = torch.einsum(mix, spectrum[rows[0]], low)
        mixed[rows[1]] = torch.einsum(mix, spectrum[rows[1]], high)
        return torch.fft.irfft2(mixed, s=[x.shape[axis] for axis in axes], dim=axes).square().mean()

    return training_step(parameters, loss)


def spectral_filter(form, folder):
    torch = torch_module()
    x, filters, axes = torch.tensor(read(folder, "x")), torch.tensor(read(folder, "filter")), (1, 2)
    if form == "first":
        x, filters, axes = x.permute(0, 3, 1, 2).contiguous(), filters.permute(2, 0, 1).contiguous(), (2, 3)
    size = [x.shape[axis] for axis in axes]
    return training_step(
        [x.requires_grad_(), filters.requires_grad_()],
        lambda x, filters: torch.fft.irfft2(
            torch.fft.rfft2(x, dim=axes) * filters, s=size, dim=axes).square().mean())


def spectral_diffusion(form, folder):
    torch = torch_module()
    vectors, values, mass = (torch.tensor(read(folder, name)) for name in ("vectors", "values", "mass"))
    x, times = torch.tensor(read(folder, "x")), torch.tensor(read(folder, "times"))

    def loss(x, times):
        coefficients = vectors.T @ (x * mass[:, None])
        return (vectors @ (torch.exp(-values[:, None] * times) * coefficients)).square().mean()

    return training_step([x.requires_grad_(), times.requires_grad_()], loss)


def batch_norm(form, folder):
    torch = torch_module()
    layout = torch.channels_last if form == "channels-last" else torch.contiguous_format
    x, probe = (torch.from_numpy(read(folder, name)).permute(0, 3, 1, 2).contiguous(memory_format=layout)
                for name in ("images", "probe"))
    leaves = [x, torch.from_numpy(read(folder, "scale")), torch.from_numpy(read(folder, "shift"))]
    for leaf in leaves:
        leaf.requires_grad_()

    def step():
        for leaf in leaves:
            leaf.grad = None
        output = torch.nn.functional.batch_norm(x, None, None, leaves[1], leaves[2], training=True)
        (output * probe).sum().backward()
        return x.grad.square().sum().item()

    return step


JOBS = {
    "batch-norm": batch_norm,
    "cnn-infer": cnn_infer,
    "cnn-train": cnn_train,
    "elementwise": elementwise,
    "first-step": first_step,
    "fourier-layer": fourier_layer,
    "gat-cora": gat_cora,
    "gcn-arxiv": gcn_arxiv,
    "gcn-cora": gcn_cora,
    "matmul": matmul,
    "reductions": reductions,
    "softmax": softmax,
    "softmax-gradient": softmax_gradient,
    "spectral-diffusion": spectral_diffusion,
    "spectral-filter": spectral_filter,
    "spmm": spmm,
    "tiny": tiny,
}


def transformer(form, folder):
    torch = torch_module()
    model, head = encoder(float(read(folder, "rate")[0]))
    with torch.no_grad():
        for index, layer in enumerate(model.layers):
            for name, part in transformer_parts(layer):
                part.copy_(torch.from_numpy(read(folder, f"layer{index}_{name}").T.copy()))
        head.weight.copy_(torch.from_numpy(read(folder, "head_w").T.copy()))
        head.bias.copy_(torch.from_numpy(read(folder, "head_b")))
    x, y = torch.from_numpy(read(folder, "x")), torch.from_numpy(read(folder, "y"))
    optimizer = torch.optim.Adam([*model.parameters(), *head.parameters()], lr=1e-3)

    def step():
        optimizer.zero_grad()
        loss = ((head(model(x)) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        return loss.item()
    return step


JOBS["transformer"] = transformer


def resident(field):
    for line in open("/proc/self/status"):
        if line.startswith(field):
            return int(line.split()[1]) / 1024


import learning_peers_recurrent  # noqa: E402
DATA |= learning_peers_recurrent.DATA
JOBS |= learning_peers_recurrent.JOBS
import learning_peers_groups  # noqa: E402
DATA |= learning_peers_groups.DATA
JOBS |= learning_peers_groups.JOBS
import learning_peers_meshes  # noqa: E402
DATA |= learning_peers_meshes.DATA
JOBS |= learning_peers_meshes.JOBS


def main():
    job, form, folder, runs = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4])
    if job == "data":
        data(form, folder)
        print("{}")
        return
    if form != "numpy":
        torch_module()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    held = resident("VmRSS:")
    step = JOBS[job](form, folder)
    value = step()
    step()
    times = []
    gc.disable()
    for _ in range(runs):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print(json.dumps({
        "value": value, "seconds": statistics.median(times), "runs": runs,
        "extra_mb": resident("VmHWM:") - held, "threads": THREADS}))


if __name__ == "__main__":
    main()
