"""The networks in Keras, for either of its backends: KERAS_BACKEND must be set before this file is imported."""
import keras
from keras import layers


def lenet5():
    return keras.Sequential([
        keras.Input((28, 28, 1), dtype="uint8"), layers.Rescaling(1 / 255),
        layers.Conv2D(6, 5, activation="relu"), layers.MaxPooling2D(), layers.Conv2D(16, 5, activation="relu"),
        layers.MaxPooling2D(), layers.Flatten(), layers.Dense(120, activation="relu"), layers.Dense(84, activation="relu"),
        layers.Dense(10)])


def wide():
    """Report 2's network with 504,342 parameters."""
    return keras.Sequential([
        keras.Input((28, 28, 1), dtype="uint8"), layers.Rescaling(1 / 255), layers.ZeroPadding2D(2),
        layers.Conv2D(32, 5, padding="same", activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(48, 5, activation="relu"), layers.MaxPooling2D(), layers.Flatten(),
        layers.Dense(256, activation="relu"), layers.Dense(84, activation="relu"), layers.Dense(10)])


def backbone_class(name):
    a = keras.applications
    return {"vgg16": a.VGG16, "resnet50": a.ResNet50, "resnet152v2": a.ResNet152V2, "efficientnetb1": a.EfficientNetB1}[name]
