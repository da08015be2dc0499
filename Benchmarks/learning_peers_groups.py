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


# The network on spheres of Cohen, Geiger, Köhler and Welling (2018): bandwidths 30, 10 and 6, 20 and 40 channels

POINTS, CHANNELS, BANDWIDTHS = (24, 192), (1, 20, 40), (30, 10, 6)


def spherical_data(folder, generator, batch=32):
    side = 2 * BANDWIDTHS[0]
    peers().write(folder, "images", generator.random((batch, side, side, 1)))
    peers().write(folder, "labels", generator.integers(0, 10, batch))
    shapes = [(POINTS[0], 1, 20), (POINTS[1], 20, 40), (40, 10)]
    for layer, shape in enumerate(shapes, 1):
        peers().write(folder, f"w{layer}", generator.standard_normal(shape) * (2 / np.prod(shape[:-1])) ** 0.5)
        peers().write(folder, f"b{layer}", generator.standard_normal(shape[-1]) * 0.1)


def small_matrices(degrees, beta):
    """The matrices d of each degree below `degrees` by the exponential of the generator about y."""
    matrices = []
    for degree in range(degrees):
        orders = np.arange(-degree, degree)
        raising = np.diag(np.sqrt(degree * (degree + 1) - orders * (orders + 1)), -1)
        values, vectors = np.linalg.eigh((raising - raising.T) / 2j)
        matrices.append(((vectors * np.exp(-1j * beta * values)) @ vectors.conj().T).real)
    return matrices


def angles(bandwidth):
    index = np.arange(2 * bandwidth)
    return np.pi * (2 * index + 1) / (4 * bandwidth), np.pi * index / bandwidth


def latitude_weights(bandwidth):
    """Shares of the sphere that the latitudes stand for (Driscoll and Healy, 1994)."""
    beta, _ = angles(bandwidth)
    odd = 2 * np.arange(bandwidth) + 1
    return np.sin(beta) * (np.sin(np.outer(beta, odd)) / odd).sum(1) / bandwidth


def spherical(form, folder):
    """Complex spectra by fast Fourier transforms over the angles and a product over latitudes for each degree."""
    torch = peers().torch_module()
    read = {name: torch.from_numpy(peers().read(folder, name)) for name in
            ("images", "labels", "w1", "b1", "w2", "b2", "w3", "b3")}
    parameters = [read[name].requires_grad_() for name in ("w1", "b1", "w2", "b2", "w3", "b3")]
    w1, b1, w2, b2, w3, b3 = parameters
    optimizer = torch.optim.Adam(parameters, lr=1e-3)

    def table(bandwidth, degrees):
        found = [small_matrices(degrees, beta) for beta in angles(bandwidth)[0]]
        # For each degree [latitudes, m, n].
        return [torch.tensor(np.stack([one[degree] for one in found]), dtype=torch.complex64)
                for degree in range(degrees)]

    def weights(bandwidth):
        return torch.tensor(latitude_weights(bandwidth), dtype=torch.complex64)

    def point_spectra(degrees, turns):
        """Conjugate harmonics at the points of a localized filter, for each degree."""
        points = []
        for ring in (1, 2, 3):
            for spoke in range(8):
                alpha = 2 * np.pi * spoke / 8
                for turn in range(turns):
                    points.append((alpha, np.pi / 8 * ring / 3, 2 * np.pi * turn / turns - alpha))
        spectra = []
        for degree in range(degrees):
            orders = np.arange(-degree, degree + 1)
            columns = [degree] if turns == 1 else range(2 * degree + 1)
            spectra.append(torch.tensor(np.stack([
                (np.exp(-1j * orders[:, None] * a) * small_matrices(degree + 1, b)[degree]
                 * np.exp(-1j * orders[None, :] * g))[:, columns] for a, b, g in points], -1), dtype=torch.complex64))
        return spectra

    tables = {(30, 10): table(30, 10), (10, 10): table(10, 10), (10, 6): table(10, 6), (6, 6): table(6, 6)}
    filters = point_spectra(10, 1), point_spectra(6, 8)

    def spectra(w, points):
        return [torch.einsum("mnp,pio->mnio", one, w.to(torch.complex64)) for one in points]

    def inverse(parts, bandwidth):
        """Spectra [items, m, n, channels] of each degree to the grid."""
        degrees, side = len(parts), 2 * bandwidth
        items, channels = parts[0].shape[0], parts[0].shape[-1]
        grid = torch.zeros(side, items, side, side, channels, dtype=torch.complex64)
        for degree, (part, d) in enumerate(zip(parts, tables[bandwidth, degrees])):
            at = torch.arange(-degree, degree + 1) % side
            spread = (2 * degree + 1) * torch.einsum("jmn,bmnc->jbmnc", d, part)
            grid = grid.index_put((torch.arange(side)[:, None, None, None],
                                   torch.arange(items)[None, :, None, None],
                                   at[None, None, :, None], at[None, None, None, :]), spread, accumulate=True)
        return (torch.fft.ifft2(grid, dim=(2, 3)) * side**2).real.permute(1, 0, 2, 3, 4)

    def forward(grid, degrees):
        side = grid.shape[1]
        lines = torch.fft.fft2(grid, dim=(2, 3)) / side**2 * weights(side // 2)[None, :, None, None, None]
        parts = []
        for degree, d in enumerate(tables[side // 2, degrees]):
            at = torch.arange(-degree, degree + 1) % side
            parts.append(torch.einsum("jmn,bjmnc->bmnc", d, lines[:, :, at][:, :, :, at]))
        return parts

    def forward_sphere(images, degrees):
        side = images.shape[1]
        lines = torch.fft.fft(images, dim=2) / side * weights(side // 2)[None, :, None, None]
        return [torch.einsum("jm,bjmc->bmc", d[:, :, degree], lines[:, :, torch.arange(-degree, degree + 1) % side])
                for degree, d in enumerate(tables[side // 2, degrees])]

    def logits():
        sphere = forward_sphere(read["images"], 10)
        products = [torch.einsum("bmi,nio->bmno", f, psi[:, 0].conj())
                    for f, psi in zip(sphere, spectra(w1, filters[0]))]
        hidden = torch.relu(inverse(products, 10) + b1)
        products = [torch.einsum("bmpi,npio->bmno", f, psi.conj())
                    for f, psi in zip(forward(hidden, 6), spectra(w2, filters[1]))]
        hidden = torch.relu(inverse(products, 6) + b2)
        mean = torch.einsum("j,bjakc->bc", weights(6).real, hidden) / 12**2
        return mean @ w3 + b3

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(logits(), read["labels"].long())
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


DATA = {"p4cnn": p4cnn_data, "spherical": spherical_data}
JOBS = {"p4cnn": p4cnn, "spherical": spherical}
