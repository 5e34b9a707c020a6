"""job_keras.py FOLDER EPOCHS: LeNet-5 with model.fit on TensorFlow, as a user would write it."""
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras  # noqa: E402

from job_data import load  # noqa: E402
from keras_nets import lenet5  # noqa: E402

keras.utils.set_random_seed(1)
(x, y), (x_test, y_test) = load(sys.argv[1])
model = lenet5()
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
model.fit(x, y, batch_size=128, epochs=int(sys.argv[2]), validation_split=0.1, verbose=2)
loss, accuracy = model.evaluate(x_test, y_test, batch_size=250, verbose=0)
print(f"test accuracy {accuracy:.4f}, test loss {loss:.4f}", flush=True)
