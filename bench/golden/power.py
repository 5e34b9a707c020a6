"""Golden for metrics.WelchPower and metrics.SeedsNeeded: statsmodels' TTestIndPower for equal standard deviations, scipy's
noncentral t with Welch and Satterthwaite's degrees of freedom for others. pip install statsmodels; python bench/golden/power.py"""
import json, math, pathlib
from scipy.stats import nct, t
from statsmodels.stats.power import TTestIndPower

equal = TTestIndPower()


def power(difference, a, b, n):
    if a == b:
        return equal.power(difference / a, n, 0.05)
    va, vb = a * a / n, b * b / n
    df = (va + vb) ** 2 * (n - 1) / (va**2 + vb**2)
    shift, critical = difference / math.sqrt(va + vb), t.ppf(0.975, df)
    return nct.sf(critical, df, shift) + nct.cdf(-critical, df, shift)


cases = []
for difference, a, b in [(d, 1, 1) for d in (0.05, 0.2, 0.3, 0.5, 0.8, 1, 1.5, 2, 3, 5)] + [
    (0.0014, 0.0047, 0.0047), (0.5, 1, 0.25), (1, 1, 0.1), (2, 0.5, 1), (1, 1, 3)]:
    n = next(n for n in range(2, 10**6) if power(difference, a, b, n) >= 0.8)
    if a == b:
        solved = equal.solve_power(difference / a, alpha=0.05, power=0.8) if n > 3 else n
        assert math.ceil(solved) == n, (difference, a, solved, n)
    at = sorted({2, 5, n})
    cases.append({"difference": difference, "sd_a": a, "sd_b": b, "seeds": n, "at": at, "power": [float(power(difference, a, b, m)) for m in at]})
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=1) + "\n")
print([(c["difference"], c["sd_a"], c["sd_b"], c["seeds"]) for c in cases])
