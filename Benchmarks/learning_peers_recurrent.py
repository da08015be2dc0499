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


DATA = {"lstm": lstm_data}
JOBS = {"lstm": lstm}
