"""The peers' side of recurrent networks and of networks over pairs of points; see learning_peers.py."""
import numpy as np


def peers():
    """What every job uses; it imports this file, so it is found when a job runs."""
    import learning_peers

    return learning_peers


def lstm_data(folder, generator, hidden=128, length=200, batch=64, inputs=2):
    """The adding problem (Hochreiter and Schmidhuber, 1997): the sum of the two numbers that are marked."""
    x = np.zeros((batch, length, inputs), np.float32)
    x[:, :, 0] = generator.random((batch, length))
    for sequence in x:
        sequence[generator.permutation(length)[:2], 1] = 1
    peers().write(folder, "x", x)
    peers().write(folder, "y", (x[:, :, 0] * x[:, :, 1]).sum(1, keepdims=True))
    bound = hidden**-0.5
    shapes = {"wx": (inputs, 4 * hidden), "wh": (hidden, 4 * hidden), "bx": (4 * hidden,), "bh": (4 * hidden,),
              "wo": (hidden, 1), "bo": (1,)}
    for name, shape in shapes.items():
        peers().write(folder, name, generator.uniform(-bound, bound, shape))


def lstm(form, folder):
    torch = peers().torch_module()
    nn = torch.nn
    array = {name: torch.tensor(peers().read(folder, name)) for name in ["x", "y", "wx", "wh", "bx", "bh", "wo", "bo"]}
    inputs, hidden = array["wx"].shape[0], array["wh"].shape[0]
    net, head = nn.LSTM(inputs, hidden, batch_first=True), nn.Linear(hidden, 1)
    with torch.no_grad():
        for parameter, name in [(net.weight_ih_l0, "wx"), (net.weight_hh_l0, "wh"), (net.bias_ih_l0, "bx"),
                                (net.bias_hh_l0, "bh"), (head.weight, "wo"), (head.bias, "bo")]:
            parameter.copy_(array[name].T if array[name].ndim == 2 else array[name])
    parameters = [*net.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    x, y = array["x"], array["y"]

    def step():
        optimizer.zero_grad()
        output, _ = net(x)
        loss = ((head(output[:, -1]) - y) ** 2).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        return float(loss.detach())

    return step


# E(n)-equivariant networks (Satorras, Hoogeboom and Welling, 2021) on systems of charged bodies

LAYERS, WIDTH, BODIES, SYSTEMS = 4, 64, 5, 100


def egnn_data(folder, generator):
    def put(name, array):
        peers().write(folder, name, array)

    def dense(name, inputs, outputs, bias=True):
        bound = inputs**-0.5
        put(name, generator.uniform(-bound, bound, (inputs, outputs)))
        if bias:
            put(f"{name}_b", generator.uniform(-bound, bound, outputs))

    count = BODIES * SYSTEMS
    pairs = [(a, b) for a in range(BODIES) for b in range(BODIES) if a != b]
    put("receivers", [a + BODIES * k for k in range(SYSTEMS) for a, _ in pairs])
    put("senders", [b + BODIES * k for k in range(SYSTEMS) for _, b in pairs])
    x, v = generator.standard_normal((count, 3)), 0.5 * generator.standard_normal((count, 3))
    put("x", x)
    put("v", v)
    put("speed", np.linalg.norm(v, axis=1, keepdims=True))
    put("target", x + v)
    put("charges", generator.integers(0, 2, (count, 1)) * 2.0 - 1)
    dense("embed", 1, WIDTH)
    for layer in range(LAYERS):
        # The first layer over edges in three parts: receivers and senders side by side, and pairs.
        bound = (2 * WIDTH + 3) ** -0.5
        put(f"nodes{layer}", generator.uniform(-bound, bound, (WIDTH, 2 * WIDTH)))
        put(f"pairs{layer}", generator.uniform(-bound, bound, (3, WIDTH)))
        put(f"e1_b{layer}", generator.uniform(-bound, bound, WIDTH))
        for name, inputs, outputs in [("e2", WIDTH, WIDTH), ("h1", 2 * WIDTH, WIDTH), ("h2", WIDTH, WIDTH),
                                      ("x1", WIDTH, WIDTH), ("v1", WIDTH, WIDTH), ("v2", WIDTH, 1)]:
            bound = inputs**-0.5
            put(f"{name}{layer}", generator.uniform(-bound, bound, (inputs, outputs)))
            put(f"{name}_b{layer}", generator.uniform(-bound, bound, outputs))
        put(f"x2{layer}", generator.uniform(-1, 1, (WIDTH, 1)) * WIDTH**-0.5)


def egnn(form, folder):
    torch = peers().torch_module()
    nn = torch.nn

    def array(name):
        return torch.tensor(peers().read(folder, name))

    def dense(name, bias=None, weight=None):
        weight = array(name) if weight is None else weight
        layer = nn.Linear(*weight.shape, bias=bias is not None)
        with torch.no_grad():
            layer.weight.copy_(weight.T)
            if bias is not None:
                layer.bias.copy_(array(bias))
        return layer

    class Layer(nn.Module):
        def __init__(self, k):
            super().__init__()
            nodes = array(f"nodes{k}")
            first = torch.cat([nodes[:, :WIDTH], nodes[:, WIDTH:], array(f"pairs{k}")])
            self.e = nn.Sequential(dense("", f"e1_b{k}", first), nn.SiLU(), dense(f"e2{k}", f"e2_b{k}"), nn.SiLU())
            self.h = nn.Sequential(dense(f"h1{k}", f"h1_b{k}"), nn.SiLU(), dense(f"h2{k}", f"h2_b{k}"))
            self.x = nn.Sequential(dense(f"x1{k}", f"x1_b{k}"), nn.SiLU(), dense(f"x2{k}"))
            self.v = nn.Sequential(dense(f"v1{k}", f"v1_b{k}"), nn.SiLU(), dense(f"v2{k}", f"v2_b{k}"))

        def forward(self, h, x, v, i, j, pairs, degree):
            d = x[i] - x[j]
            m = self.e(torch.cat([h[i], h[j], (d * d).sum(1, keepdim=True), pairs], 1))
            moved = torch.zeros_like(x).index_add_(0, i, d * self.x(m)) / degree
            x = x + moved + self.v(h) * v
            a = torch.zeros_like(h).index_add_(0, i, m)
            return h + self.h(torch.cat([h, a], 1)), x

    embed = dense("embed", "embed_b")
    layers = nn.ModuleList([Layer(k) for k in range(LAYERS)])
    optimizer = torch.optim.Adam([*embed.parameters(), *layers.parameters()], lr=5e-4, weight_decay=1e-12)
    i, j, x, v = (array(name) for name in ["receivers", "senders", "x", "v"])
    i, j = i.long(), j.long()
    charges, target, speed = array("charges"), array("target"), array("speed")

    def step():
        optimizer.zero_grad()
        pairs = torch.cat([charges[i] * charges[j], ((x[i] - x[j]) ** 2).sum(1, keepdim=True)], 1)
        h, y = embed(speed), x
        for layer in layers:
            h, y = layer(h, y, v, i, j, pairs, BODIES - 1.0)
        loss = ((y - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


DATA = {"lstm": lstm_data, "egnn": egnn_data}
JOBS = {"lstm": lstm, "egnn": egnn}
