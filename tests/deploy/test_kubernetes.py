"""The manifests: every object is of the shape that Kubernetes gives it, and they fit each other, the image and the settings."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from types import SimpleNamespace
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
import yaml

from domain.settings import Settings
from tests.paths import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
OBJECTS: list[dict[str, Any]] = [
    content for name in KUSTOMIZATION["resources"] for content in yaml.safe_load_all((FOLDER / name).read_text())
]
NAMES = [f"{content['kind']}/{content['metadata']['name']}" for content in OBJECTS]


def faults(value: object, type_: Any, place: str) -> Iterator[str]:
    """What Kubernetes would refuse: keys that it does not know or misses, and values of another type."""
    if get_origin(type_) is Union:
        options = [option for option in get_args(type_) if option is not type(None)]
        type_ = type(value) if type(value) in options else options[0]
    if get_origin(type_) is list:
        if not isinstance(value, list):
            yield f"{place} is no list"
            return
        for index, item in enumerate(value):
            yield from faults(item, get_args(type_)[0], f"{place}[{index}]")
    elif is_dataclass(type_):
        if not isinstance(value, dict):
            yield f"{place} is no object"
            return
        # `from` and `except` are Python's words; the models append a low line to them.
        hints = {name.rstrip("_"): hint for name, hint in get_type_hints(type_, vars(sys.modules[type_.__module__])).items()}
        known = {field.name.rstrip("_"): field for field in fields(type_)}
        yield from (f"{place}.{key} is unknown" for key in value if key not in known)
        required = {name for name, field in known.items() if field.default is MISSING and field.default_factory is MISSING}
        yield from (f"{place}.{name} is missing" for name in sorted(required - value.keys()))
        for key in value.keys() & known.keys():
            yield from faults(value[key], hints[key], f"{place}.{key}")
    elif type_ in (str, int, bool) and type(value) is not type_:
        yield f"{place} is no {type_.__name__}"


# The models' own base, which is in a client for clusters that brings a second HTTP library.
BASE = SimpleNamespace(DictMixin=object, field=dataclasses.field, dataclass=dataclasses.dataclass)
sys.modules.setdefault("lightkube.core.schema", BASE)  # type: ignore[arg-type]


def model(content: dict[str, Any]) -> Any:
    group, _, version = content["apiVersion"].rpartition("/")
    module = f"{group.split('.')[0] or 'core'}_{version}"
    return getattr(importlib.import_module(f"lightkube.models.{module}"), content["kind"])


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [content for content in OBJECTS if content["kind"] == kind]


PODS = [content["spec"]["template"] for content in OBJECTS if "template" in content.get("spec", {})]


@pytest.mark.parametrize("content", OBJECTS, ids=NAMES)
def test_every_object_has_the_shape_of_its_kind(content: dict[str, Any]) -> None:
    assert list(faults(content, model(content), content["kind"])) == []


def test_the_check_finds_what_is_wrong() -> None:
    (job,) = of_kind("Job")
    container = {**job["spec"]["template"]["spec"]["containers"][0], "comand": [], "args": "migrate"}
    spec = {"template": {"spec": {"containers": [container]}}, "backoffLimit": "3"}
    found = list(faults({**job, "spec": spec}, model(job), "Job"))
    place = "Job.spec.template.spec.containers[0]"
    assert sorted(found) == ["Job.spec.backoffLimit is no int", f"{place}.args is no list", f"{place}.comand is unknown"]


def test_every_file_of_the_folder_is_applied() -> None:
    assert {path.name for path in FOLDER.glob("*.yaml")} == {*KUSTOMIZATION["resources"], "kustomization.yaml"}
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["metadata"]["labels"]["app.kubernetes.io/component"])
def test_no_container_may_do_more_than_it_needs(pod: dict[str, Any]) -> None:
    spec = pod["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert f"--uid {spec['securityContext']['runAsUser']} " in (ROOT / "Dockerfile").read_text()
    for container in spec["containers"]:
        expected = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
        assert container["securityContext"] == expected
        assert container["resources"]["limits"]["memory"]
        assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/data", "/tmp"}
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in spec["volumes"]}
        assert all("emptyDir" in volume for volume in spec["volumes"]), "nothing is shared"


def test_what_selects_pods_selects_some() -> None:
    components = {pod["metadata"]["labels"]["app.kubernetes.io/component"] for pod in PODS}
    for content in OBJECTS:
        spec = content.get("spec", {})
        selector = spec.get("selector") or spec.get("podSelector")
        if not selector:
            continue
        labels = selector.get("matchLabels", selector)
        chosen = {labels.get("app.kubernetes.io/component")}
        for expression in selector.get("matchExpressions", []):
            chosen = set(expression["values"])
        assert chosen <= components, content["metadata"]


def test_what_is_scaled_has_no_number_of_its_own() -> None:
    deployments = {content["metadata"]["name"]: content["spec"] for content in of_kind("Deployment")}
    for scaler in of_kind("HorizontalPodAutoscaler"):
        assert "replicas" not in deployments[scaler["spec"]["scaleTargetRef"]["name"]]
        for metric in scaler["spec"]["metrics"]:
            name = metric["external"]["metric"]["name"]
            assert f'"{name}"' in (ROOT / "server" / "metrics.py").read_text()
    assert len(of_kind("PodDisruptionBudget")) == len(deployments)


def test_every_variable_is_a_setting() -> None:
    given = {name for content in of_kind("ConfigMap") for name in content["data"]}
    given |= {entry["name"] for pod in PODS for entry in pod["spec"]["containers"][0].get("env", [])}
    assert {name.removeprefix("THREADSHEET_").lower() for name in given} <= set(Settings.model_fields)
